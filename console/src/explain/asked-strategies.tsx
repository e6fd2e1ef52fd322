import type { Static } from 'typebox';
import { Table } from '#console/components/table.tsx';
import { describeShortage } from '#console/explain/describe-shortage.ts';
import { count } from '#console/format/numbers.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { AnswerExplanation } from '#schemas/http/explanations.ts';

/** The strategies that were asked, in their order: what each proposed, how much of it is shown, and why it had nothing. */
export function AskedStrategies(props: { explanation: Static<typeof AnswerExplanation> }) {
  return (
    <Table
      caption="Strategies that were asked"
      rows={props.explanation.strategies}
      columns={[
        { title: 'Strategy', cell: ({ strategy }) => strategyText(strategy) },
        { title: 'Proposed', isFigure: true, cell: ({ candidates }) => count(candidates) },
        { title: 'Shown', isFigure: true, cell: ({ served }) => count(served) },
        {
          title: 'Why it has none',
          cell: ({ none }) => (none === undefined ? '' : describeShortage(none)),
        },
      ]}
    />
  );
}
