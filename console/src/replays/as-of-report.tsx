import { For, Show } from 'solid-js';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { several } from '#console/format/several.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { AsOfReport } from '#schemas/http/replay-reports.ts';

/** An answer from what was known and set at a moment, beside the one that was recorded if it is one. */
export function AsOfAnswer(props: { report: AsOfReport; timeZone: string }) {
  const shownIds = () => props.report.shown?.productIds ?? [];
  const placeThen = (productId: string) => shownIds().indexOf(productId) + 1;
  const gone = () => shownIds().filter((id) => props.report.items.every(({ productId }) => productId !== id));
  return (
    <div class="space-y-4">
      <p class="text-sm">
        {props.report.shown === null
          ? 'So it would have been answered.'
          : props.report.isSame
            ? 'The same answer is given again: the same products in the same order.'
            : 'Another answer is given than was shown.'}{' '}
        <span class="text-soft">
          On {props.report.placementId}, <Time at={props.report.at} timeZone={props.timeZone} isExact />, by{' '}
          {strategyText(props.report.strategy)}; it knew {several(props.report.records, 'record')} and{' '}
          {several(props.report.products, 'product')}.
        </span>
      </p>
      <Table
        caption="The answer as it was made"
        rows={props.report.items}
        columns={[
          {
            title: 'Place',
            isFigure: true,
            cell: ({ productId }) => props.report.items.findIndex((item) => item.productId === productId) + 1,
          },
          {
            title: 'Product',
            cell: ({ productId, name }) => <span class="break-all">{`${name} (${productId})`}</span>,
          },
          { title: 'Why', cell: ({ reason }) => reason },
          ...(props.report.shown === null
            ? []
            : [
                {
                  title: 'Place as shown',
                  isFigure: true,
                  cell: ({ productId }: { productId: string }) => placeThen(productId) || 'not shown',
                },
              ]),
        ]}
      />
      <Show when={gone().length > 0}>
        <p class="text-sm text-soft">Shown then, and not in this answer: {gone().join(', ')}.</p>
      </Show>
      <ul class="list-disc space-y-1 pl-5 text-sm text-soft">
        <For each={props.report.notes}>{(note) => <li>{note}</li>}</For>
      </ul>
    </div>
  );
}
