import { For, Index, type JSX, Show, untrack } from 'solid-js';
import { type Figure, figureOf, type Kpis } from '#console/analytics/figures.ts';
import { Scrolls } from '#console/components/scrolls.tsx';

export type FigureRow = Kpis & { key: string };

const shown = ['impressions', 'clicks', 'ctr', 'conversions', 'revenue'].map(figureOf);

/**
 * Rows of the same figures, with those of the chosen one first and drawn as bars. Rows keep their place in the document when figures change, so that nobody loses the focus by a
 * refresh.
 */
export function FigureTable(props: {
  caption: string;
  /** What a row is: the heading of its name. */
  of: string;
  rows: readonly FigureRow[];
  figure: Figure;
  currency: string;
  name: (row: FigureRow) => JSX.Element;
  /** Where the events of a row are; undefined if they cannot be told from others. */
  link?: ((row: FigureRow, figure: Figure) => string | undefined) | undefined;
}) {
  const chosenOf = (row: FigureRow) => props.figure.of(row) ?? 0;
  const sorted = () => props.rows.toSorted((a, b) => chosenOf(b) - chosenOf(a) || b.impressions - a.impressions);
  const most = () => Math.max(0, ...props.rows.map(chosenOf));
  const share = (row: FigureRow) => (most() === 0 ? 0 : chosenOf(row) / most());
  const columns = () => (shown.some(({ id }) => id === props.figure.id) ? shown : [...shown, props.figure]);
  return (
    <Scrolls label={props.caption} class="-mx-5 px-5">
      <table class="w-full border-collapse text-sm">
        <caption class="sr-only">{props.caption}</caption>
        <thead>
          <tr class="border-b border-line text-soft">
            <th scope="col" class="py-2 pr-3 text-left font-medium">
              {props.of}
            </th>
            <For each={columns()}>
              {(figure) => (
                <th
                  scope="col"
                  aria-sort={figure.id === props.figure.id ? 'descending' : undefined}
                  class={`px-3 py-2 text-right font-medium whitespace-nowrap last:pr-0 ${figure.id === props.figure.id ? 'text-ink' : ''}`}
                >
                  {figure.label}
                  {figure.id === props.figure.id ? ' ↓' : ''}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Index each={sorted()}>
            {(row) => (
              <tr class="border-b border-line last:border-0">
                <th scope="row" class="relative min-w-40 py-2.5 pr-3 text-left font-normal">
                  <span
                    aria-hidden="true"
                    class="absolute inset-y-1.5 left-0 rounded-sm bg-pine-soft"
                    style={{ width: `${share(row()) * 100}%` }}
                  />
                  <span class="relative block pl-2">
                    {/* Drawn anew for another key alone: what is pressed to narrow the page keeps the focus. */}
                    <For each={[row().key]}>{() => untrack(() => props.name(row()))}</For>
                  </span>
                </th>
                <For each={columns()}>
                  {(figure) => {
                    const value = () => {
                      const known = figure.of(row());
                      return known === null ? '–' : figure.format(props.currency)(known);
                    };
                    return (
                      <td
                        class={`figures px-3 py-2.5 text-right whitespace-nowrap last:pr-0 ${figure.id === props.figure.id ? 'font-medium' : ''}`}
                      >
                        <Show when={props.link?.(row(), figure)} fallback={value()}>
                          {(href) => (
                            <a href={href()} class="underline decoration-line underline-offset-4 hover:text-pine">
                              {value()}
                            </a>
                          )}
                        </Show>
                      </td>
                    );
                  }}
                </For>
              </tr>
            )}
          </Index>
        </tbody>
      </table>
    </Scrolls>
  );
}
