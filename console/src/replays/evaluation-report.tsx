import { For } from 'solid-js';
import { Table } from '#console/components/table.tsx';
import { percent } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';
import type { EvaluationReport } from '#schemas/http/replay-reports.ts';

type Figures = EvaluationReport['figures'][number];

/** How often each strategy had the next product among its answers, the best first, beside the baselines. */
export function EvaluationFigures(props: { report: EvaluationReport }) {
  const hit = ({ metrics }: Figures) => metrics.hr ?? { value: 0, low: 0, high: 0 };
  const sorted = () => [...props.report.figures].sort((a, b) => hit(b).value - hit(a).value);
  return (
    <div class="space-y-4">
      <p class="text-sm text-soft">
        {several(props.report.questions, 'question')} about {several(props.report.events, 'event')}. A hit: the product
        that the shopper chose next was among the first {props.report.k}. What came before a question was learnt, what
        came after was not.
      </p>
      <Table
        caption="Figures of the evaluation"
        rows={sorted()}
        columns={[
          { title: 'Asked', cell: ({ name }) => nameText(name) },
          { title: 'Hits', isFigure: true, cell: (row) => percent(hit(row).value) },
          {
            title: '95 % interval',
            isFigure: true,
            cell: (row) => `${percent(hit(row).low)} to ${percent(hit(row).high)}`,
          },
          {
            title: 'Mean reciprocal rank',
            isFigure: true,
            cell: ({ metrics }) => (metrics.mrr?.value ?? 0).toFixed(3),
          },
          { title: 'Without an answer', isFigure: true, cell: ({ unanswered }) => percent(unanswered) },
          { title: 'Of the catalog shown', isFigure: true, cell: ({ coverage }) => percent(coverage) },
        ]}
      />
      <ul class="list-disc space-y-1 pl-5 text-sm text-soft">
        <For each={props.report.notes}>{(note) => <li>{note}</li>}</For>
      </ul>
    </div>
  );
}

/** `session:served` is the whole pipeline around it, and names of baselines are words already. */
function nameText(name: string): string {
  const [strategy = '', way] = name.split(':');
  if (!strategyNames.includes(strategy)) return `${strategy.replaceAll('_', ' ')}, a baseline`;
  const words = strategyText(strategy);
  return way === undefined ? words : `${words}, ${way === 'served' ? 'as served' : way}`;
}
