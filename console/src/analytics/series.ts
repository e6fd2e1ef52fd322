import type { Figure, Kpis } from '#console/analytics/figures.ts';
import { type ChartData, notesOf } from '#console/components/chart-data.ts';
import type { Timeseries } from '#schemas/http/analytics.ts';

/** A day or an hour of a series, with the figures that were asked for. */
export type Bucket = Pick<Timeseries[number], 'start' | 'end' | 'local'> & Kpis;

/** Something that happened, for the mark on the time axis. */
export type Happening = { atMs: number; text: string };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Says the begin of a bucket: `2026-11-29` is `29 Nov`, `2026-11-29T14:00` is `29 Nov 14:00`. */
export function bucketLabel(local: string): string {
  const [day = '', time] = local.split(/[T ]/);
  const [, month, date] = day.split('-');
  const told = `${Number(date)} ${months[Number(month) - 1]}`;
  return time === undefined ? told : `${told} ${time.slice(0, 5)}`;
}

/**
 * Returns the chart of a figure: a line of the window, a dashed one of the period before, bucket by bucket, and what happened, as one mark a bucket. `before` may have fewer or
 * more buckets, since months and days differ in length: what has no counterpart is left out, and what lacks one, or is not counted, is null.
 */
export function chartOf(
  figure: Figure,
  now: readonly Bucket[],
  before: readonly Bucket[] | undefined,
  happenings: readonly Happening[] = [],
): ChartData {
  const byBucket = Map.groupBy(happenings, ({ atMs }) =>
    now.findIndex(({ start, end }) => Date.parse(start) <= atMs && atMs < Date.parse(end)),
  );
  const notes = notesOf(byBucket);
  const values = (series: readonly Bucket[]) =>
    now.map((_, at) => (series[at] === undefined ? null : figure.of(series[at])));
  return {
    labels: now.map(({ local }) => bucketLabel(local)),
    series: [
      { name: figure.label, values: values(now) },
      ...(before === undefined ? [] : [{ name: 'The period before', values: values(before), isDashed: true }]),
    ],
    notes,
  };
}
