/**
 * What is kept of the users of one arm: sums over users of each figure, its square and its products. Every statistic is a function of
 * these, so that an experiment of a million users is judged without reading its users. All are sums, so that those of parts add up.
 * Money is in units of the tenant's currency.
 */
const userSumNames = [
  'users',
  'impressions',
  'clicks',
  'converted',
  'conversions',
  'revenue',
  'impressionsSquared',
  'clicksSquared',
  'impressionsClicks',
  'revenueSquared',
  /** `activity` is what the user did before the exposure (see `cuped.ts`). */
  'activity',
  'activitySquared',
  'activityImpressions',
  'activityClicks',
  'activityConverted',
  'activityRevenue',
] as const;
export type UserSums = Record<(typeof userSumNames)[number], number>;

/** One user's figures, as they enter the sums. */
export type UserFigures = {
  impressions: number;
  clicks: number;
  conversions: number;
  revenue: number;
  activity: number;
};

export const noUserSums: UserSums = Object.fromEntries(userSumNames.map((name) => [name, 0])) as UserSums;

/** The sums of one user alone. */
export function sumsOfUser({ impressions, clicks, conversions, revenue, activity }: UserFigures): UserSums {
  const converted = conversions > 0 ? 1 : 0;
  return {
    users: 1,
    impressions,
    clicks,
    converted,
    conversions,
    revenue,
    impressionsSquared: impressions * impressions,
    clicksSquared: clicks * clicks,
    impressionsClicks: impressions * clicks,
    revenueSquared: revenue * revenue,
    activity,
    activitySquared: activity * activity,
    activityImpressions: activity * impressions,
    activityClicks: activity * clicks,
    activityConverted: activity * converted,
    activityRevenue: activity * revenue,
  };
}

/** `sign` −1 takes the second away again. */
export function addUserSums(a: UserSums, b: UserSums, sign: 1 | -1 = 1): UserSums {
  const sum = { ...a };
  for (const name of userSumNames) sum[name] += sign * b[name];
  return sum;
}
