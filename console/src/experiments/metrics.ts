import { moneyIn, percent } from '#console/format/numbers.ts';

export type MetricName = 'ctr' | 'conversion_rate' | 'revenue_per_visitor';

/** What an experiment may be judged by, as people call it. */
const metricLabels: Readonly<Record<MetricName, string>> = {
  ctr: 'Click rate',
  conversion_rate: 'Conversion rate',
  revenue_per_visitor: 'Revenue per visitor',
};
export const metricNames = Object.keys(metricLabels) as readonly MetricName[];

/** Returns what a metric is called; one that is not known here by its own name. */
export const labelOf = (metric: string): string => metricLabels[metric as MetricName] ?? metric;

/** Returns how values of a metric are written. */
export const writeIn = (metric: string, currency: string): ((value: number) => string) =>
  metric === 'revenue_per_visitor' ? moneyIn(currency) : percent;

/** Writes a relative change with its sign and one decimal: `+4.2 %`; an end that the data do not bound is `open`. */
export function signedPercent(value: number | null): string {
  if (value === null) return 'open';
  const rounded = Math.round(value * 1000) / 10;
  const text = Math.abs(rounded).toLocaleString('en', { minimumFractionDigits: 1 });
  return rounded === 0 ? '0.0 %' : `${rounded > 0 ? '+' : '−'}${text} %`;
}

/** Writes an interval by its ends; one that bounds nothing at either is not known yet. */
export const writeInterval = (
  { lower, upper }: { lower: number | null; upper: number | null },
  write: (end: number | null) => string,
): string => (lower === null && upper === null ? 'not known yet' : `${write(lower)} to ${write(upper)}`);

/** Writes a p-value: three digits, and what is smaller as that. */
export const writeP = (p: number | null): string => (p === null ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(3));
