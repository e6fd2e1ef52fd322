import { bucketLabel } from '#console/analytics/series.ts';
import { type ChartData, notesOf, type Series } from '#console/components/chart-data.ts';
import type { ChangeMeanwhile } from '#console/experiments/changes-meanwhile.ts';
import type { ResultsByDay } from '#schemas/http/experiment-results.ts';

export type Curve = 'change' | 'arms' | 'entries';

/**
 * Returns the chart of a metric over the days of an experiment: the difference of all who had entered, between the ends of its confidence sequence; the metric of each arm likewise; or
 * that of who entered on each day alone. An end that the data do not bound is a gap. Changes are marked on their day, or the next on which somebody entered; up to the last of them what was
 * measured is dotted, since it was measured under other settings.
 */
export function chartOfDays(curve: Curve, days: ResultsByDay, changes: readonly ChangeMeanwhile[] = []): ChartData {
  const { measured, bounds = [] } = linesOf(curve, days);
  const byDay = Map.groupBy(changes, (change) => days.findIndex(({ day }) => day >= change.day));
  const changedAt = Math.max(0, ...byDay.keys());
  const dotted = changedAt === 0 ? [] : measured.map((series, at) => dottedUntil(changedAt, series, at));
  return {
    kind: 'line',
    labels: days.map(({ day }) => bucketLabel(day)),
    series: [
      ...(changedAt === 0 ? measured : measured.map((series) => solidFrom(changedAt, series))),
      ...bounds.map((series) => ({ ...series, isDashed: true })),
      ...dotted,
    ],
    notes: notesOf(byDay),
  };
}

/** What was measured, and between what it may lie. */
function linesOf(curve: Curve, days: ResultsByDay): { measured: Series[]; bounds?: Series[] } {
  const line = (name: string, of: (day: ResultsByDay[number]) => number | null) => ({ name, values: days.map(of) });
  const lines = {
    change: {
      measured: [line('Variant − control', ({ upToDay }) => upToDay.variantMetric - upToDay.controlMetric)],
      bounds: [
        line('At least', ({ upToDay }) => upToDay.sequential.lower),
        line('At most', ({ upToDay }) => upToDay.sequential.upper),
      ],
    },
    arms: {
      measured: [
        line('Control', ({ upToDay }) => upToDay.controlMetric),
        line('Variant', ({ upToDay }) => upToDay.variantMetric),
      ],
    },
    entries: {
      measured: [
        line('Control', ({ controlMetric }) => controlMetric),
        line('Variant', ({ variantMetric }) => variantMetric),
      ],
    },
  } satisfies Record<Curve, { measured: Series[]; bounds?: Series[] }>;
  return lines[curve];
}

const solidFrom = (from: number, { name, values }: Series): Series => ({
  name,
  values: values.map((value, at) => (at < from ? null : value)),
});

/** Both parts have the day of the change, so that the line goes on. */
const dottedUntil = (until: number, { name, values }: Series, dottedOf: number): Series => ({
  name: `${name}, other settings`,
  values: values.map((value, at) => (at > until ? null : value)),
  dottedOf,
});
