import { several } from '../several.ts';
import type { ExperimentSettings } from './experiment.ts';
import { estimateOf, type MetricName } from './statistics/metric.ts';
import { usersNeeded } from './statistics/planning.ts';
import type { UserSums } from './statistics/user-sums.ts';

/** What shoppers did on a placement of late: those whom it was shown to. */
export type Traffic = {
  /** How long the placement has been seen, at most the days that were looked at. */
  days: number;
  /** Distinct shoppers of these days, and of the last 7. */
  users: number;
  recentUsers: number;
  sums: UserSums;
};

/** Relative `lift` to be found (0.05: 5 %), with this power. */
export type PlanQuestion = { metric: MetricName; lift: number; trafficSplit: number; power: number };

export type ExperimentPlan = {
  /** Of both arms; null if the metric is zero by now, so that no lift of it can be planned. */
  usersNeeded: number | null;
  /** Null if nobody comes, too. */
  daysNeeded: number | null;
  /** The metric today: its value, and the standard deviation over users that the plan goes by. */
  baseline: { mean: number; deviation: number; users: number; days: number; usersPerDay: number };
  /** What the plan cannot be trusted for; empty if it can. */
  tooLittle: string[];
};

const leastUsers = 100;
const leastDays = 7;

/** Plans how many users and days a lift needs, from what the tenant's own shoppers did. New users a day are taken to come as they came. */
export function planExperiment(traffic: Traffic, { metric, lift, trafficSplit, power }: PlanQuestion): ExperimentPlan {
  const { users, days, sums } = traffic;
  const { value: mean, variance } = estimateOf(metric, sums);
  // The estimate's variance is that of the mean over users.
  const deviation = Math.sqrt(variance * users);
  const usersPerDay = days === 0 ? 0 : users / Math.max(1, days);
  const needed = usersNeeded({ mean, deviation, lift, controlShare: trafficSplit / 100, power });
  const isPlanned = mean > 0 && deviation > 0;
  return {
    usersNeeded: isPlanned ? needed : null,
    daysNeeded: isPlanned && usersPerDay > 0 ? Math.ceil(needed / usersPerDay) : null,
    baseline: { mean, deviation, users, days, usersPerDay },
    tooLittle: [
      ...(users < leastUsers
        ? [
            `${users} ${users === 1 ? 'shopper was' : 'shoppers were'} shown this placement: below ${leastUsers} their figures say little.`,
          ]
        : []),
      ...(users > 0 && days < leastDays ? [`It has been seen for less than ${leastDays} days: weekdays differ.`] : []),
      ...(users > 0 && !isPlanned ? [`Its ${metric} is 0: there is nothing yet that could be lifted.`] : []),
    ],
  };
}

/** Warns of a lift that was probably meant in percent: a doubled metric is nothing that a shop plans for. */
export const warnOfLift = (lift: number): string[] =>
  lift > 1 ? [`A lift of ${lift} is ${percent(lift)}; for ${lift} % it is ${significant(lift / 100)}.`] : [];

/** Warns of a plan that is too long to be believed. */
export const warnOfDays = (daysNeeded: number | null): string[] =>
  daysNeeded !== null && daysNeeded > longestDays ? [tooLong(`It would take about ${several(daysNeeded, 'day')}`)] : [];

const tooLong = (howLong: string): string =>
  `${howLong}; beyond ${longestDays} days too many shoppers have new cookies. Aim at a larger lift, or at a busier placement.`;

const percent = (share: number): string => `${significant(share * 100)} %`;
const significant = (value: number): number => Number(value.toPrecision(6));

/** What makes a start doubtful; it may start all the same. */
export type Hint = { name: 'no_traffic' | 'long' | 'few_users'; text: string };

const longestDays = 56;
const leastUsersOfArm = 500;

/** Finds what speaks against a start, by a plan for the experiment's target precision. */
export function findHints(
  {
    plannedDays,
    trafficSplit,
    targetPrecision,
  }: Pick<ExperimentSettings, 'plannedDays' | 'trafficSplit' | 'targetPrecision'>,
  { recentUsers }: Pick<Traffic, 'recentUsers'>,
  { daysNeeded, baseline }: ExperimentPlan,
): Hint[] {
  if (recentUsers === 0)
    return [{ name: 'no_traffic', text: 'Nobody was shown this placement in the last 7 days: is its id right?' }];
  const hints: Hint[] = [];
  const days = plannedDays ?? daysNeeded ?? longestDays;
  if (days > longestDays) {
    const howLong =
      plannedDays === null
        ? `To find a lift of ${percent(targetPrecision)} (\`targetPrecision\`) it would take about ${several(days, 'day')}`
        : `It is planned for ${several(days, 'day')}`;
    hints.push({ name: 'long', text: tooLong(howLong) });
  }
  const smallerShare = Math.min(trafficSplit, 100 - trafficSplit) / 100;
  const users = Math.floor(baseline.usersPerDay * Math.min(days, longestDays) * smallerShare);
  if (users < leastUsersOfArm)
    hints.push({
      name: 'few_users',
      text: `The smaller arm would get about ${users} users; with fewer than ${leastUsersOfArm} confidence is low.`,
    });
  return hints;
}
