import type { Estimate } from './estimate.ts';
import { estimateOf, type MetricName } from './metric.ts';
import { covarianceOf, varianceOf } from './moments.ts';
import type { UserSums } from './user-sums.ts';

/**
 * Both arms' estimates with what users did before the exposure taken out, which narrows the interval and moves no expectation, since
 * the arms were alike then. Deng, Xu, Kohavi, Walker: "Improving the Sensitivity of Online Controlled Experiments by Utilizing
 * Pre-Experiment Data", WSDM 2013; a ratio is linearised first (Deng, Knoblich, Lu, KDD 2018). Null if nobody did anything before.
 */
export function adjustByActivity(
  metric: MetricName,
  control: UserSums,
  variant: UserSums,
): { control: Estimate; variant: Estimate } | null {
  const arms = [control, variant].map((sums) => linearised(metric, sums));
  const variance = arms.reduce((sum, arm) => sum + arm.sums.users * arm.activityVariance, 0);
  const users = control.users + variant.users;
  if (variance === 0 || users === 0) return null;
  const theta = arms.reduce((sum, arm) => sum + arm.sums.users * arm.covariance, 0) / variance;
  const meanActivity = (control.activity + variant.activity) / users;
  const [ofControl, ofVariant] = arms.map(({ sums, estimate, covariance, activityVariance }): Estimate => {
    const perUser = sums.users * estimate.variance - 2 * theta * covariance + theta ** 2 * activityVariance;
    return {
      value: estimate.value - theta * (sums.activity / Math.max(1, sums.users) - meanActivity),
      variance: Math.max(0, perUser) / Math.max(1, sums.users),
      users: sums.users,
      degrees: estimate.degrees,
    };
  });
  return { control: ofControl!, variant: ofVariant! };
}

/** A metric as a mean over users: its estimate, and how a user's part of it goes with the user's activity before. */
function linearised(metric: MetricName, sums: UserSums) {
  const { users, activity } = sums;
  const activityVariance = varianceOf(users, activity, sums.activitySquared);
  const estimate = estimateOf(metric, sums);
  const together = (sum: number, products: number) => covarianceOf(users, activity, sum, products);
  const meanImpressions = sums.impressions / Math.max(1, users);
  const covariance =
    metric === 'revenue_per_visitor'
      ? together(sums.revenue, sums.activityRevenue)
      : metric === 'conversion_rate'
        ? together(sums.converted, sums.activityConverted)
        : meanImpressions === 0
          ? 0
          : (together(sums.clicks, sums.activityClicks) -
              estimate.value * together(sums.impressions, sums.activityImpressions)) /
            meanImpressions;
  return { sums, estimate, covariance, activityVariance };
}
