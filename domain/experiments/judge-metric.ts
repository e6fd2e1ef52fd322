import { type ConfidenceSequence, confidenceSequence } from './statistics/confidence-sequence.ts';
import { adjustByActivity } from './statistics/cuped.ts';
import { type Difference, differenceOf, type Interval } from './statistics/estimate.ts';
import { liftInterval, liftOf } from './statistics/lift.ts';
import { compareArms, estimateOf, type MetricName, naiveClickPValue } from './statistics/metric.ts';
import type { UserSums } from './statistics/user-sums.ts';

/** Everything that is said of one metric. Lifts and their intervals are relative (0.05: 5 %), differences absolute. */
export type JudgedMetric = {
  metric: MetricName;
  control: number;
  variant: number;
  lift: number | null;
  liftInterval: Interval;
  difference: Difference;
  /** The difference as it may be read at every look. */
  sequential: ConfidenceSequence;
  /** Only of click rates: by the test that takes each impression for independent. */
  pValueNaive: number | null;
  /** With what users did before taken out; null if they did nothing. */
  cuped: { difference: Difference; lift: number | null; liftInterval: Interval } | null;
};

export type Arms = { control: UserSums; variant: UserSums };

/** Compares the arms by one metric. `plannedUsers` of both arms is where the sequence is narrowest. */
export function judgeMetric(metric: MetricName, { control, variant }: Arms, plannedUsers: number): JudgedMetric {
  const [ofControl, ofVariant] = [estimateOf(metric, control), estimateOf(metric, variant)];
  const difference = compareArms(metric, control, variant);
  const adjusted = adjustByActivity(metric, control, variant);
  const ofAdjusted = adjusted === null ? null : differenceOf(adjusted.control, adjusted.variant);
  return {
    metric,
    control: ofControl.value,
    variant: ofVariant.value,
    lift: liftOf(ofControl.value, ofVariant.value),
    liftInterval: liftInterval(ofControl, ofVariant, difference),
    difference,
    sequential: withinRates(
      confidenceSequence(differenceOf(ofControl, ofVariant), control.users + variant.users, plannedUsers),
      metric !== 'revenue_per_visitor' && Math.max(ofControl.value, ofVariant.value) <= 1,
    ),
    pValueNaive: metric === 'ctr' ? naiveClickPValue(control, variant) : null,
    cuped:
      adjusted === null || ofAdjusted === null
        ? null
        : {
            difference: ofAdjusted,
            lift: liftOf(adjusted.control.value, adjusted.variant.value),
            liftInterval: liftInterval(adjusted.control, adjusted.variant, ofAdjusted),
          },
  };
}

/** Two rates differ by 1 at most: with few users the sequence would reach further. A click rate without impressions may be no rate. */
function withinRates({ interval, pValue }: ConfidenceSequence, areRates: boolean): ConfidenceSequence {
  const { lower, upper } = interval;
  if (!areRates || lower === null || upper === null) return { interval, pValue };
  return { interval: { lower: Math.max(-1, lower), upper: Math.min(1, upper) }, pValue };
}
