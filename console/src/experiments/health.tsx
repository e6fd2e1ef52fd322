import { For, Show } from 'solid-js';
import { bucketLabel } from '#console/analytics/series.ts';
import { Badge } from '#console/components/badge.tsx';
import { Card } from '#console/components/card.tsx';
import { Chart } from '#console/components/chart.tsx';
import { labelOf, writeP } from '#console/experiments/metrics.ts';
import { count, percentInText } from '#console/format/numbers.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';

const checkNames: Readonly<Record<string, string>> = {
  traffic_balance: 'Split as planned',
  contamination: 'Shoppers stay in their arm',
  enough_users: 'Enough shoppers',
  effective_users: 'Not a few who decide',
  full_week: 'A whole week',
  interaction: 'No other experiment interferes',
};

/** Whether the experiment can be believed, before anybody looks at its metrics. */
export function HealthCard(props: { results: ExperimentResults }) {
  return (
    <Card title="Health">
      <ul class="space-y-3 text-sm">
        <For each={props.results.checks}>
          {(check) => (
            <li class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <Badge tone={check.ok ? 'good' : check.blocks ? 'bad' : 'notice'}>
                {check.ok ? 'fine' : check.blocks ? 'blocks' : 'not yet'}
              </Badge>
              <span class="font-medium">{checkNames[check.name] ?? check.name}</span>
              <span class="min-w-0 text-soft">{check.text}</span>
            </li>
          )}
        </For>
        <For each={props.results.guardrails}>
          {(guardrail) => (
            <li class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <Badge tone={guardrail.state === 'holds' ? 'good' : guardrail.state === 'loses' ? 'bad' : 'info'}>
                {guardrail.state}
              </Badge>
              <span class="font-medium">Guardrail: {labelOf(guardrail.metric)}</span>
              <span class="text-soft">may fall by at most {percentInText(Math.abs(guardrail.margin))}</span>
            </li>
          )}
        </For>
      </ul>
    </Card>
  );
}

/** Who entered on which day. A day whose split is not as planned is named. */
export function EntriesCard(props: { results: ExperimentResults }) {
  const days = () => props.results.days;
  return (
    <Card
      title="Shoppers by the day of their entry"
      hint="Days of UTC. A split that is off on one day alone points at a release of that day."
    >
      <Show when={days().length > 0} fallback={<p class="text-sm text-soft">Nobody has entered yet.</p>}>
        <Chart
          title="Shoppers who entered, by day"
          format={count}
          height={220}
          data={{
            kind: 'bar',
            labels: days().map(({ day }) => bucketLabel(day)),
            series: [
              { name: 'Control', values: days().map(({ control }) => control) },
              { name: 'Variant', values: days().map(({ variant }) => variant) },
            ],
            notes: days().flatMap(({ pValue }, at) =>
              pValue < 0.001 ? [{ at, text: `a split as uneven as this has p ${writeP(pValue)}`, mark: 'uneven' }] : [],
            ),
          }}
        />
      </Show>
    </Card>
  );
}
