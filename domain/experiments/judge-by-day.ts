import { type Arms, type JudgedMetric, judgeMetric } from './judge-metric.ts';
import { estimateOf, type MetricName } from './statistics/metric.ts';
import { addUserSums, noUserSums } from './statistics/user-sums.ts';

/** What the users who entered on a day (UTC) have done since. */
export type ArmsOfDay = { day: string; arms: Arms };

export type JudgedDay = {
  day: string;
  /** The metric of those who entered on that day alone. */
  ofDay: { control: number; variant: number };
  users: { control: number; variant: number };
  /** What is said of all who had entered by the end of that day. */
  upToDay: Pick<JudgedMetric, 'control' | 'variant' | 'lift' | 'liftInterval' | 'sequential'>;
};

/**
 * Follows a metric over the days of entry, which are given in their order. A user is counted whole, on the day of the entry, since users are what is randomised: so the last day says of all
 * of them what the results say.
 */
export function judgeByDay(metric: MetricName, days: readonly ArmsOfDay[], plannedUsers: number): JudgedDay[] {
  let sum: Arms = { control: noUserSums, variant: noUserSums };
  return days.map(({ day, arms }) => {
    sum = { control: addUserSums(sum.control, arms.control), variant: addUserSums(sum.variant, arms.variant) };
    const { control, variant, lift, liftInterval, sequential } = judgeMetric(metric, sum, plannedUsers);
    return {
      day,
      ofDay: { control: estimateOf(metric, arms.control).value, variant: estimateOf(metric, arms.variant).value },
      users: { control: arms.control.users, variant: arms.variant.users },
      upToDay: { control, variant, lift, liftInterval, sequential },
    };
  });
}
