import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { comparedFigure, type Figure, figures } from '#console/analytics/figures.ts';
import { changeText } from '#console/format/change-text.ts';
import type { ComparedKpis } from '#schemas/http/analytics.ts';

/** So many stand in the first row of a wide screen; the others fill the second. */
const firstRow = 4;

/** The seven figures. The pressed one is what the chart and the tables are about. */
export function FigureCards(props: {
  kpis: ComparedKpis;
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
          const compared = () => comparedFigure(figure, props.kpis);
          const change = () => changeText(compared());
          const write = (value: number) => figure.format(props.currency)(value);
          return (
            <li
              class={`relative min-w-0 ${n() < firstRow ? 'md:col-span-3' : 'last:col-span-2 md:col-span-4 md:last:col-span-4'}`}
            >
              <button
                type="button"
                aria-pressed={props.selected.id === figure.id}
                onClick={() => props.onSelect(figure)}
                class="h-full w-full rounded-lg border border-line bg-card p-4 pb-9 text-left shadow-card transition-colors hover:border-edge aria-pressed:border-pine aria-pressed:bg-pine-soft"
              >
                <span class="block text-sm text-soft">{figure.label}</span>
                <span class="figures mt-1 block text-xl font-semibold tracking-tight">{write(compared().value)}</span>
                <Show when={change()}>
                  {(told) => (
                    <span class="mt-1 block text-sm text-soft">
                      <span
                        class={`figures font-medium ${told().tone === 'up' ? 'text-pine' : told().tone === 'down' ? 'text-rust' : ''}`}
                      >
                        {told().text}
                      </span>{' '}
                      from <span class="figures whitespace-nowrap">{write(compared().previous ?? 0)}</span>
                    </span>
                  )}
                </Show>
              </button>
              <Show
                when={props.eventsOf(figure)}
                fallback={
                  <span class="pointer-events-none absolute bottom-3 left-4 max-w-[calc(100%-2rem)] truncate text-xs text-soft">
                    {figure.hint}
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
