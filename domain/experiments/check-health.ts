import { oneOrMany, several } from '../several.ts';
import { variants } from './experiment.ts';
import type { Arms } from './judge-metric.ts';
import { effectiveUsers, fewEffectiveUsers } from './statistics/click-rate.ts';
import { mismatchLevel, sampleRatio } from './statistics/sample-ratio.ts';

/** `blocks`: no verdict holds while it fails. `text` says what was seen, and what it means if it fails. */
export type Check = { name: CheckName; ok: boolean; blocks: boolean; text: string; value: number };
export type CheckName =
  | 'traffic_balance'
  | 'contamination'
  | 'enough_users'
  | 'effective_users'
  | 'full_week'
  | 'interaction';

/** Below so many users in an arm nothing is said with confidence. */
export const leastUsersOfArm = 500;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** More users than this share who saw the other arm as well say that something is wrong with the placement or the ids. */
const mostCrossovers = 0.01;

export type HealthInput = {
  arms: Arms;
  /** Percent of control. */
  trafficSplit: number;
  /** Users who were served by both arms: their id changed hands, or something was cached. */
  crossovers: number;
  ranMs: number;
  /** A completed experiment is looked at once; a running one each hour. */
  isCompleted: boolean;
};

/** Whether the experiment can be believed at all, before anybody looks at its metrics. */
export function checkHealth({ arms, trafficSplit, crossovers, ranMs, isCompleted }: HealthInput): Check[] {
  const users = { control: arms.control.users, variant: arms.variant.users };
  const all = users.control + users.variant;
  const ratio = sampleRatio(users, trafficSplit / 100);
  const p = isCompleted ? ratio.pValue : ratio.pValueAnytime;
  const fewest = Math.min(users.control, users.variant);
  const effective = Math.min(...variants.map((arm) => effectiveUsers(arms[arm])));
  const share = all === 0 ? 0 : crossovers / all;
  const check = (name: CheckName, ok: boolean, value: number, text: string, blocks = false): Check => ({
    name,
    ok,
    blocks: blocks && !ok,
    text,
    value,
  });
  return [
    check(
      'traffic_balance',
      p >= mismatchLevel,
      p,
      `${several(users.control, 'user')} in control and ${users.variant.toLocaleString('en')} in the variant, where ${trafficSplit} to ${100 - trafficSplit} was planned`,
      true,
    ),
    check(
      'contamination',
      share <= mostCrossovers,
      share,
      `${crossovers.toLocaleString('en')} of ${several(all, 'user')} ${oneOrMany(crossovers, 'was', 'were')} served by both arms`,
    ),
    check(
      'enough_users',
      fewest >= leastUsersOfArm,
      fewest,
      `${several(fewest, 'user')} in the smaller arm; ${leastUsersOfArm} are wanted`,
    ),
    check(
      'effective_users',
      all === 0 || effective >= fewEffectiveUsers,
      effective,
      `the impressions of the smaller arm are those of ${several(Math.floor(effective), 'equally active user')}; below ${fewEffectiveUsers} few shoppers decide the click rate, and its interval is widened`,
    ),
    check(
      'full_week',
      ranMs >= weekMs,
      ranMs / dayMs,
      `${(ranMs / dayMs).toFixed(1)} days; a week has every weekday in it`,
    ),
  ];
}
