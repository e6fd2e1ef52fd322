import type { metricNames } from '#schemas/http/experiments.ts';
import { clickRate } from './click-rate.ts';
import { type Difference, defaultAlpha, differenceOf, type Estimate } from './estimate.ts';
import { varianceOf } from './moments.ts';
import { compareProportions } from './proportions.ts';
import type { UserSums } from './user-sums.ts';

export type MetricName = (typeof metricNames)[number];

/** A metric's value in one arm and the variance of that value over users. */
export function estimateOf(metric: MetricName, sums: UserSums): Estimate {
  const { users } = sums;
  if (metric === 'ctr') return clickRate(sums);
  const [sum, squares] =
    metric === 'conversion_rate' ? [sums.converted, sums.converted] : [sums.revenue, sums.revenueSquared];
  const atLeastOne = Math.max(1, users);
  return {
    value: sum / atLeastOne,
    variance: varianceOf(users, sum, squares) / atLeastOne,
    users,
    degrees: Math.max(1, users - 1),
  };
}

/** Variant less control by the test that fits the metric: two proportions for conversions, else Welch's. */
export function compareArms(
  metric: MetricName,
  control: UserSums,
  variant: UserSums,
  alpha = defaultAlpha,
): Difference {
  return metric === 'conversion_rate'
    ? compareProportions(proportionOf(control), proportionOf(variant), alpha)
    : differenceOf(estimateOf(metric, control), estimateOf(metric, variant), alpha);
}

/** What a test that takes each impression for independent would say of the click rates. It is shown beside, and never decides. */
export function naiveClickPValue(control: UserSums, variant: UserSums): number | null {
  const clicksOf = ({ clicks, impressions }: UserSums) => ({ hits: clicks, trials: impressions });
  return compareProportions(clicksOf(control), clicksOf(variant)).pValue;
}

const proportionOf = ({ converted, users }: UserSums) => ({ hits: converted, trials: users });
