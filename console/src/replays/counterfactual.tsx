import { Show } from 'solid-js';
import { Table } from '#console/components/table.tsx';
import { several } from '#console/format/several.ts';
import type { Counterfactual } from '#schemas/http/replay-reports.ts';

const methods = { ips: 'Weighted (IPS)', snips: 'Weighted, self-normalised (SNIPS)', dr: 'Doubly robust' } as const;

/** What the change would have earned in clicks, estimated from answers whose order was drawn, or why it cannot be known. */
export function CounterfactualFigures(props: { found: Counterfactual }) {
  return (
    <section class="space-y-2">
      <h3 class="text-sm font-medium">Estimated clicks an answer</h3>
      <p class="text-sm text-soft">
        From {several(props.found.answers, 'answer')} whose order may have been drawn, with{' '}
        {props.found.logged.toFixed(3)} clicks each.{' '}
        {props.found.refused ??
          `They are worth ${several(Math.round(props.found.effectiveSample), 'showing')} of what would change.`}
      </p>
      <Show when={props.found.refused === null}>
        <Table
          caption="Estimated clicks an answer"
          rows={props.found.estimates}
          columns={[
            { title: 'Estimate', cell: ({ method }) => methods[method] },
            { title: 'Today', isFigure: true, cell: ({ today }) => today.toFixed(3) },
            { title: 'With the change', isFigure: true, cell: ({ changed }) => changed.toFixed(3) },
            {
              title: 'Difference (95 %)',
              isFigure: true,
              cell: ({ difference: { value, low, high } }) =>
                `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
            },
          ]}
        />
      </Show>
    </section>
  );
}
