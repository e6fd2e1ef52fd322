import { bucketLabel } from '#console/analytics/series.ts';
import type { ChartData } from '#console/components/chart-data.ts';
import type { ResultsByDay } from '#schemas/http/experiment-results.ts';

export type Curve = 'change' | 'arms' | 'entries';

/**
 * Returns the chart of a metric over the days of an experiment: the difference of all who had entered, between the ends of its confidence sequence; the metric of each arm likewise; or
 * that of who entered on each day alone. An end that the data do not bound is a gap.
 */
export function chartOfDays(curve: Curve, days: ResultsByDay): ChartData {
  const line = (name: string, of: (day: ResultsByDay[number]) => number | null, isDashed = false) => ({
    name,
    values: days.map(of),
    isDashed,
  });
  const series = {
    change: [
      line('Variant − control', ({ upToDay }) => upToDay.variantMetric - upToDay.controlMetric),
      line('At least', ({ upToDay }) => upToDay.sequential.lower, true),
      line('At most', ({ upToDay }) => upToDay.sequential.upper, true),
    ],
    arms: [
      line('Control', ({ upToDay }) => upToDay.controlMetric),
      line('Variant', ({ upToDay }) => upToDay.variantMetric),
    ],
    entries: [
      line('Control', ({ controlMetric }) => controlMetric),
      line('Variant', ({ variantMetric }) => variantMetric),
    ],
  } satisfies Record<Curve, ChartData['series']>;
  return { kind: 'line', labels: days.map(({ day }) => bucketLabel(day)), series: series[curve] };
}
