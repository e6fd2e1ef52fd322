import { metricNames } from '#schemas/http/experiments.ts';
import { effectiveUsers } from './click-rate.ts';
import { compareArms, type MetricName } from './metric.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserFigures, type UserSums } from './user-sums.ts';

/**
 * Users whose difference is known to be none, since they are split by nothing but chance. `effectiveUsers`: as how many equally weighty users they count,
 * by metric; below `fewEffectiveUsers` the shares say little. `falsePositives` is null if the metric's test could be computed in no run.
 */
export type Replay = {
  users: number;
  runs: number;
  falsePositives: Record<MetricName, number | null>;
  effectiveUsers: Partial<Record<MetricName, number>>;
};

const significant = 0.05;

/**
 * Splits users at random again and again, and counts for each metric in how many runs its p-value is below 0.05: an honest test finds
 * something in one run of twenty. Users without any figure still count. `next` gives numbers from 0 to below 1.
 */
export function replayAtRandom(
  users: readonly UserFigures[],
  { trafficSplit, runs, next }: { trafficSplit: number; runs: number; next: () => number },
): Replay {
  const each = users.map(sumsOfUser);
  const all = each.reduce((sum, one) => addUserSums(sum, one), noUserSums);
  const falsePositives = Object.fromEntries(metricNames.map((metric) => [metric, null])) as Replay['falsePositives'];
  for (let run = 0; run < runs; run += 1) {
    const control: UserSums = { ...noUserSums };
    for (const one of each) if (next() * 100 < trafficSplit) addInto(control, one);
    const variant = addUserSums(all, control, -1);
    for (const metric of metricNames) {
      const { pValue } = compareArms(metric, control, variant);
      if (pValue !== null) falsePositives[metric] = (falsePositives[metric] ?? 0) + Number(pValue < significant);
    }
  }
  return { users: users.length, runs, falsePositives, effectiveUsers: weights(all) };
}

/** Kish's rule for each metric's own weights: impressions, buyers, and what they spent. */
const weights = (all: UserSums): Record<MetricName, number> => ({
  ctr: effectiveUsers(all),
  conversion_rate: all.converted,
  revenue_per_visitor: all.revenueSquared === 0 ? 0 : all.revenue ** 2 / all.revenueSquared,
});

/** The sums that the tests read, and no others: this runs users × runs times. */
function addInto(sums: UserSums, one: UserSums): void {
  sums.users += 1;
  sums.impressions += one.impressions;
  sums.clicks += one.clicks;
  sums.impressionsSquared += one.impressionsSquared;
  sums.clicksSquared += one.clicksSquared;
  sums.impressionsClicks += one.impressionsClicks;
  if (one.converted === 0) return;
  sums.converted += 1;
  sums.revenue += one.revenue;
  sums.revenueSquared += one.revenueSquared;
}
