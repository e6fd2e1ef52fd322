import { describeTable } from '../projections/projection-table.ts';

const projection = 'experiment_results';

/** Each user of each experiment, as the facts up to now say. Never deleted by age: the sums have no age either. */
export const experimentUsers = describeTable({
  projection,
  name: 'experiment_users',
  columns: {
    scope: 'integer',
    experiment_id: 'uuid',
    user_id: 'text',
    variant: 'text',
    entered_at: 'timestamptz',
    is_crossover: 'boolean',
    impressions: 'integer',
    clicks: 'integer',
    conversions: 'integer',
    revenue: 'e4',
    activity: 'integer',
    revenue_bucket: 'smallint',
  },
  key: ['scope', 'experiment_id', 'user_id'],
  sums: [],
  replaced: [
    'variant',
    'entered_at',
    'is_crossover',
    'impressions',
    'clicks',
    'conversions',
    'revenue',
    'activity',
    'revenue_bucket',
  ],
  time: null,
  shopper: 'user_id',
});

/** The sums of `UserSums` by arm and bucket of revenue. */
export const experimentSums = describeTable({
  projection,
  name: 'experiment_sums',
  columns: {
    scope: 'integer',
    experiment_id: 'uuid',
    variant: 'text',
    revenue_bucket: 'smallint',
    users: 'bigint',
    impressions: 'bigint',
    clicks: 'bigint',
    converted: 'bigint',
    conversions: 'bigint',
    revenue: 'e4',
    impressions_squared: 'bigint',
    clicks_squared: 'bigint',
    impressions_clicks: 'bigint',
    revenue_squared: 'numeric',
    activity: 'bigint',
    activity_squared: 'bigint',
    activity_impressions: 'bigint',
    activity_clicks: 'bigint',
    activity_converted: 'bigint',
    activity_revenue: 'e4',
  },
  key: ['scope', 'experiment_id', 'variant', 'revenue_bucket', 'partition'],
  sums: [
    'users',
    'impressions',
    'clicks',
    'converted',
    'conversions',
    'revenue',
    'impressions_squared',
    'clicks_squared',
    'impressions_clicks',
    'revenue_squared',
    'activity',
    'activity_squared',
    'activity_impressions',
    'activity_clicks',
    'activity_converted',
    'activity_revenue',
  ],
  replaced: [],
  time: null,
  shopper: null,
});

/** Users by the day of their entry (UTC). */
export const experimentDays = describeTable({
  projection,
  name: 'experiment_days',
  columns: {
    scope: 'integer',
    experiment_id: 'uuid',
    day: 'date',
    variant: 'text',
    users: 'bigint',
    crossovers: 'bigint',
  },
  key: ['scope', 'experiment_id', 'day', 'variant', 'partition'],
  sums: ['users', 'crossovers'],
  replaced: [],
  time: null,
  shopper: null,
});

/** Up to which of its steps the rows of an experiment are settled. */
export const experimentStepsSettled = describeTable({
  projection,
  name: 'experiment_steps_settled',
  columns: { scope: 'integer', experiment_id: 'uuid', settled_at: 'timestamptz' },
  key: ['scope', 'experiment_id'],
  sums: [],
  replaced: ['settled_at'],
  time: null,
  shopper: null,
});

export const experimentResultTables = [
  experimentUsers,
  experimentSums,
  experimentDays,
  experimentStepsSettled,
] as const;
