import { clientOnly } from '@solidjs/start';
import { For, Show } from 'solid-js';
import type { ChartData } from '#console/components/chart-data.ts';
import { Scrolls } from '#console/components/scrolls.tsx';
import { Skeleton } from '#console/components/skeleton.tsx';

const Drawing = clientOnly(() => import('#console/components/chart-drawing.tsx'));

/** A chart, drawn in the browser, with its figures as a table for who cannot see it, or wants the figures. */
export function Chart(props: {
  title: string;
  data: ChartData;
  format: (value: number) => string;
  height?: number;
  /** Called with the indexes of the first and the last label that were selected by dragging. */
  onZoom?: (first: number, last: number) => void;
}) {
  const height = () => props.height ?? 280;
  const written = (value: number | null | undefined) => (value == null ? '–' : props.format(value));
  return (
    <figure class="min-w-0">
      <figcaption class="sr-only">{props.title}</figcaption>
      {/* The drawing follows a narrower page a moment later; until then it is cut off, and the page does not scroll. */}
      <div aria-hidden="true" class="overflow-x-clip" style={{ height: `${height()}px` }}>
        <Drawing
          data={props.data}
          format={props.format}
          height={height()}
          onZoom={props.onZoom}
          fallback={<Skeleton class="h-full w-full" />}
        />
      </div>
      <details class="mt-2 text-sm">
        <summary class="text-soft">Figures as a table</summary>
        <Scrolls label={`${props.title}, figures`} class="mt-2 max-h-80">
          <table class="w-full">
            <thead>
              <tr class="text-left text-soft">
                <th scope="col" class="py-1 pr-4 font-medium">
                  When
                </th>
                <For each={props.data.series}>
                  {(series) => (
                    <th scope="col" class="py-1 pl-4 text-right font-medium">
                      {series.name}
                    </th>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={props.data.labels}>
                {(label, row) => (
                  <tr class="border-t border-line">
                    <th scope="row" class="py-1 pr-4 text-left font-normal">
                      {label}
                      <Show when={props.data.notes?.find(({ at }) => at === row())}>
                        {(note) => <span class="ml-2 text-soft">{note().text}</span>}
                      </Show>
                    </th>
                    <For each={props.data.series}>
                      {(series) => <td class="figures py-1 pl-4 text-right">{written(series.values[row()])}</td>}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Scrolls>
      </details>
    </figure>
  );
}
