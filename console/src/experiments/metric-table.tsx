import { useSearchParams } from '@solidjs/router';
import { For } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Scrolls } from '#console/components/scrolls.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { HeadingRow } from '#console/experiments/heading-row.tsx';
import { IntervalBar } from '#console/experiments/interval-bar.tsx';
import { labelOf, signedPercent, writeIn, writeInterval, writeP } from '#console/experiments/metrics.ts';
import { count } from '#console/format/numbers.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';

type Compared = Pick<ExperimentResults, 'metric' | 'controlMetric' | 'variantMetric' | 'lift' | 'confidenceInterval'>;
type Row = Compared & { pValue: number | null; isGoal: boolean };
/** The least change at the ends of the drawing, so that noise around zero does not fill it. */
const leastScale = 0.05;
const mostScale = 1;
const modes = [
  { id: 'relative', label: 'Relative' },
  { id: 'absolute', label: 'Absolute' },
  { id: 'day', label: 'Per day' },
];

/** Control and variant by each metric, with the interval of the change drawn. Relative, absolute, or what the change comes to in a day if everybody had the variant. */
export function MetricTable(props: { results: ExperimentResults; currency: string }) {
  const [search, setSearch] = useSearchParams<{ change?: string }>();
  const mode = () => search.change ?? 'relative';
  const rows = (): Row[] => [
    { ...props.results, isGoal: true },
    ...props.results.secondary.map((one) => ({ ...one, pValue: one.pValueHolm, isGoal: false })),
  ];
  const scale = () => {
    const ends = rows().flatMap(({ confidenceInterval: { lower, upper }, lift }) => [lower, upper, lift]);
    return Math.min(mostScale, Math.max(leastScale, ...ends.map((end) => Math.abs(end ?? 0))));
  };
  const write = (row: Row, relative: number | null) => {
    if (relative === null) return 'open';
    if (mode() === 'relative') return signedPercent(relative);
    const absolute = relative * Math.abs(row.controlMetric);
    if (mode() === 'absolute') return signed(writeIn(row.metric, props.currency), absolute);
    const perDay = absolute * unitsPerDay(props.results, row.metric);
    return signed(row.metric === 'revenue_per_visitor' ? writeIn(row.metric, props.currency) : count, perDay);
  };
  return (
    <Card
      title="Metrics"
      hint={hints[mode()]}
      actions={
        <ToggleGroup
          label="Change"
          options={modes}
          selected={mode()}
          onSelect={(id) => setSearch({ change: id === 'relative' ? undefined : id })}
        />
      }
    >
      <Scrolls label="Metrics of both arms" class="-mx-5 px-5">
        <table class="w-full text-sm">
          <HeadingRow titles={['Metric', 'Control', 'Variant', 'Change', '95 % interval', 'p']} />
          <tbody>
            <For each={rows()}>
              {(row) => {
                const value = writeIn(row.metric, props.currency);
                const { lower, upper } = row.confidenceInterval;
                return (
                  <tr class="border-b border-line last:border-0">
                    <th scope="row" class="py-3 pr-4 text-left font-normal">
                      <span class={row.isGoal ? 'font-medium' : ''}>{labelOf(row.metric)}</span>
                      <span class="block text-xs text-soft">{row.isGoal ? 'decides' : 'secondary, by Holm'}</span>
                    </th>
                    <td class="figures py-3 pr-4">{value(row.controlMetric)}</td>
                    <td class="figures py-3 pr-4">{value(row.variantMetric)}</td>
                    <td class="figures py-3 pr-4 font-medium whitespace-nowrap">
                      {row.lift === null ? 'no base' : write(row, row.lift)}
                    </td>
                    <td class="min-w-56 py-3 pr-4">
                      <IntervalBar lower={lower} upper={upper} value={row.lift} scale={scale()} />
                      <span class="figures text-xs whitespace-nowrap text-soft">
                        {writeInterval(row.confidenceInterval, (end) => write(row, end))}
                      </span>
                    </td>
                    <td class="figures py-3 whitespace-nowrap">{writeP(row.pValue)}</td>
                  </tr>
                );
              }}
            </For>
          </tbody>
        </table>
      </Scrolls>
    </Card>
  );
}

const hints: Readonly<Record<string, string>> = {
  relative: 'The change as a share of the control.',
  absolute: 'The difference itself; its ends are those of the relative interval, times the value of the control.',
  day: 'What the difference comes to in a day, at the traffic of this experiment, if all of its shoppers had the variant.',
};

const signed = (write: (value: number) => string, value: number) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${write(Math.abs(value))}`;

/** How many of what a metric divides by come in a day: impressions, or shoppers who enter. */
function unitsPerDay({ arms, days }: ExperimentResults, metric: string): number {
  const units = arms.reduce((sum, arm) => sum + (metric === 'ctr' ? arm.impressions : arm.users), 0);
  return units / Math.max(1, days.length);
}
