import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { comparedFigure, type Figure, figures } from '#console/analytics/figures.ts';
import { changeText } from '#console/format/change-text.ts';
import { count, moneyIn } from '#console/format/numbers.ts';
import type { ComparedKpis, WholeShop } from '#schemas/http/analytics.ts';

/** So many stand in the first row of a wide screen; the others fill the second. */
const firstRow = 4;

/** The seven figures. The pressed one is what the chart and the tables are about. */
export function FigureCards(props: {
  kpis: ComparedKpis;
  /** What is measured by the whole shop; undefined until it is there. */
  shop: WholeShop | undefined;
  currency: string;
  selected: Figure;
  onSelect: (figure: Figure) => void;
  /** Leads to the events behind a figure; undefined where none are counted for it. */
  eventsOf: (figure: Figure) => string | undefined;
}) {
  return (
    <ul class="grid grid-cols-2 gap-3 md:grid-cols-12">
      <For each={figures}>
        {(figure, n) => {
          const compared = () => comparedFigure(figure, props.kpis, props.shop);
          const change = () => {
            const known = compared();
            return known === null ? null : changeText(known);
          };
          const write = (value: number | undefined) =>
            value !== undefined ? figure.format(props.currency)(value) : props.shop === undefined ? '…' : '–';
          return (
            <li
              class={`relative min-w-0 ${n() < firstRow ? 'md:col-span-3' : 'last:col-span-2 md:col-span-4 md:last:col-span-4'}`}
            >
              <button
                type="button"
                aria-pressed={props.selected.id === figure.id}
                onClick={() => props.onSelect(figure)}
                class="flex h-full w-full flex-col items-start rounded-lg border border-line bg-card p-4 pb-9 max-md:pb-13 text-left shadow-card transition-colors hover:border-edge aria-pressed:border-pine aria-pressed:bg-pine-soft"
              >
                <span class="block text-sm text-soft">{figure.label}</span>
                <span class="figures mt-1 block text-xl font-semibold tracking-tight break-words">
                  {write(compared()?.value)}
                </span>
                <Show when={change()} fallback={<span class="mt-1 block text-sm">&nbsp;</span>}>
                  {(told) => (
                    <span class="mt-1 block text-sm text-soft">
                      <span
                        class={`figures font-medium ${told().tone === 'up' ? 'text-pine' : told().tone === 'down' ? 'text-rust' : ''}`}
                      >
                        {told().text}
                      </span>{' '}
                      from <span class="figures whitespace-nowrap">{write(compared()?.previous ?? 0)}</span>
                    </span>
                  )}
                </Show>
              </button>
              <Show
                when={props.eventsOf(figure)}
                fallback={
                  <span class="pointer-events-none absolute right-4 bottom-3 left-4 text-xs text-soft">
                    {hintOf(figure, props.shop, props.currency)}
                  </span>
                }
              >
                {(href) => (
                  <A
                    href={href()}
                    class="absolute bottom-3 left-4 text-xs text-pine underline underline-offset-4"
                    aria-label={`Events behind ${figure.label}`}
                  >
                    events
                  </A>
                )}
              </Show>
            </li>
          );
        }}
      </For>
    </ul>
  );
}

/** What a figure is; of one that is measured by the whole shop, by how much of it. */
function hintOf({ hint, shopFigure }: Figure, shop: WholeShop | undefined, currency: string): string {
  const { visitors, totalRevenue } = shop ?? {};
  if (shopFigure === 'revenuePerVisitor' && visitors != null) return `of ${count(visitors.value)} who did anything`;
  if (shopFigure === 'shareOfRevenue' && totalRevenue != null)
    return `of ${moneyIn(currency)(totalRevenue.value)} of all purchases`;
  return hint;
}
