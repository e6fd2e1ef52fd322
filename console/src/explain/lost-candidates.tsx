import { Show } from 'solid-js';
import type { Static } from 'typebox';
import { Table } from '#console/components/table.tsx';
import { count } from '#console/format/numbers.ts';
import { lossText } from '#console/rules/loss-words.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { AnswerExplanation } from '#schemas/http/explanations.ts';

/** Candidates that are told one by one; the others are counted. */
export const shownLost = 20;

/** What was proposed and is not in the answer, each with why; and how the strategies that were asked did. */
export function LostCandidates(props: {
  explanation: Static<typeof AnswerExplanation>;
  nameOf: (productId: string) => string;
}) {
  const lost = () => props.explanation.lost;
  const total = () => lost().length + props.explanation.lostLeftOut;
  return (
    <Show when={lost().length > 0} fallback={<p class="text-sm text-soft">Nothing that was proposed is lost.</p>}>
      <Table
        caption="Lost candidates"
        rows={lost().slice(0, shownLost)}
        columns={[
          { title: 'Product', cell: ({ productId }) => <span class="break-words">{props.nameOf(productId)}</span> },
          { title: 'Proposed by', cell: ({ strategy }) => strategyText(strategy) },
          {
            title: 'Score',
            isFigure: true,
            cell: ({ score }) => (score === null ? '' : score.toFixed(3)),
          },
          { title: 'Why it lost', cell: ({ because, rule }) => lossText(because, rule) },
        ]}
      />
      <Show when={total() > shownLost}>
        <p class="mt-3 text-sm text-soft">
          The first {shownLost} of {count(total())}.
        </p>
      </Show>
    </Show>
  );
}
