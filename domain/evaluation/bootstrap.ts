import { noSums, type Sums } from './book.ts';
import { type MetricName, metricNames } from './measure-answer.ts';

/** Where the figure would lie in 95 of 100 such samples of shoppers. */
export type Interval = { low: number; high: number };
/** The mean of `a` less that of `b` over the same questions; `aIsBetter` is the share of resamples in which `a` is. */
export type Difference = Interval & { value: number; aIsBetter: number };

export type Resampled = {
  intervals: Readonly<Record<MetricName, Interval>>[];
  differences: Readonly<Record<MetricName, Difference>>[];
};

const level = 0.95;

/**
 * The percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, ch. 13) over clusters: shoppers are drawn with replacement, each with all of their questions, since
 * questions of one shopper are related (Field and Welsh 2007). Every contender gets the same draws, so that the differences of `pairs` (places in `contenders`) are paired.
 * `contenders`: sums by cluster, of the same clusters. Work: clusters × resamples × contenders.
 */
export function* resample(
  contenders: readonly (readonly Sums[])[],
  pairs: readonly (readonly [number, number])[],
  resamples: number,
  random: () => number,
): Generator<number, Resampled> {
  const clusters = contenders[0]?.length ?? 0;
  const rows = contenders.map((sums) => columnsOf(sums));
  const means = contenders.map(() => metricNames.map(() => new Float64Array(resamples)));
  /** How often each cluster was drawn: so the sums are read in their order, once for all contenders. */
  const times = new Int32Array(clusters);
  const sums = new Float64Array(width);
  for (let n = 0; n < resamples; n++) {
    times.fill(0);
    for (let draw = 0; draw < clusters; draw++) {
      const drawn = Math.floor(random() * clusters);
      times[drawn] = (times[drawn] ?? 0) + 1;
    }
    for (const [place, columns] of rows.entries()) {
      sums.fill(0);
      for (let cluster = 0; cluster < clusters; cluster++) {
        const often = times[cluster] ?? 0;
        if (often === 0) continue;
        for (let at = 0; at < width; at++) sums[at] = (sums[at] ?? 0) + often * (columns[cluster * width + at] ?? 0);
      }
      const questions = sums[0] ?? 0;
      for (let m = 0; m < metricNames.length; m++) {
        const of = means[place]?.[m];
        if (of !== undefined) of[n] = questions === 0 ? 0 : (sums[1 + m] ?? 0) / questions;
      }
    }
    yield n + 1;
  }
  const whole = contenders.map(totalOf);
  return {
    intervals: means.map((of) => perMetric((_, m) => intervalOf(of[m]))),
    differences: pairs.map(([a, b]) =>
      perMetric((name, m) => {
        const differences = (means[a]?.[m] ?? new Float64Array(0)).map((mean, n) => mean - (means[b]?.[m]?.[n] ?? 0));
        const value = meanOf(whole[a], name) - meanOf(whole[b], name);
        const aIsBetter = differences.filter((difference) => difference > 0).length / resamples;
        return { value, ...intervalOf(differences), aIsBetter };
      }),
    ),
  };
}

/** The sums of all clusters. */
export function totalOf(clusters: readonly Sums[]): Sums {
  const total = { ...noSums };
  for (const sums of clusters) for (const name of ['questions', ...metricNames] as const) total[name] += sums[name];
  return total;
}

/** 0 of no questions. */
export const meanOf = (sums: Sums = noSums, name: MetricName): number =>
  sums.questions === 0 ? 0 : sums[name] / sums.questions;

const width = 1 + metricNames.length;

function columnsOf(clusters: readonly Sums[]): Float64Array {
  const columns = new Float64Array(clusters.length * width);
  for (const [n, sums] of clusters.entries())
    columns.set([sums.questions, ...metricNames.map((name) => sums[name])], n * width);
  return columns;
}

const perMetric = <Value>(of: (name: MetricName, place: number) => Value): Record<MetricName, Value> =>
  Object.fromEntries(metricNames.map((name, place) => [name, of(name, place)])) as Record<MetricName, Value>;

/** The 2.5th and the 97.5th percentile: the quantile at p is the value with place ⌈p · n⌉ in order. */
export function intervalOf(values: Float64Array = new Float64Array(0)): Interval {
  const sorted = values.toSorted();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
