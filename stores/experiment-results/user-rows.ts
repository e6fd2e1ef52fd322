import type pg from 'pg';
import type { Variant } from '#domain/experiments/experiment.ts';
import { revenueBucketOf } from '#domain/experiments/statistics/winsorised.ts';
import type { RowOf } from '../projections/projection-table.ts';
import { writeRows } from '../projections/write-rows.ts';
import { experimentDays, experimentSums, experimentUsers } from './result-tables.ts';

/** A user's row in an experiment. */
export type UserRow = {
  scope: number;
  experimentId: string;
  userId: string;
  variant: Variant;
  enteredAtMs: number;
  isCrossover: boolean;
  impressions: number;
  clicks: number;
  conversions: number;
  revenueE4: bigint;
  activity: number;
};

/** A row that is to be, or null for none, beside the one that is there. */
export type RowChange = { before: UserRow | null; after: UserRow | null };

const keyOf = ({ scope, experimentId, userId }: Pick<UserRow, 'scope' | 'experimentId' | 'userId'>) => ({
  scope,
  experiment_id: experimentId,
  user_id: userId,
});

/** The rows of some users in a version, in any order. */
export async function readUserRows(
  client: pg.PoolClient,
  version: number,
  wanted: readonly Pick<UserRow, 'scope' | 'experimentId' | 'userId'>[],
): Promise<UserRow[]> {
  const { rows } = await client.query<Omit<UserRow, 'enteredAtMs'> & { enteredAt: Date }>({
    name: 'experiment-user-rows',
    text: `SELECT u.scope, u.experiment_id AS "experimentId", u.user_id AS "userId", u.variant, u.entered_at AS "enteredAt", u.is_crossover AS "isCrossover",
                  u.impressions, u.clicks, u.conversions, (u.revenue * 10000)::bigint AS "revenueE4", u.activity
           FROM unnest($2::integer[], $3::uuid[], $4::text[]) AS w (scope, experiment_id, user_id), LATERAL (
             SELECT * FROM experiment_users u WHERE u.version = $1 AND u.scope = w.scope AND u.experiment_id = w.experiment_id AND u.user_id = w.user_id OFFSET 0) AS u`,
    values: [
      version,
      wanted.map(({ scope }) => scope),
      wanted.map(({ experimentId }) => experimentId),
      wanted.map(({ userId }) => userId),
    ],
  });
  return rows.map(({ enteredAt, ...row }) => ({ ...row, enteredAtMs: enteredAt.getTime() }));
}

/** Writes what has changed of users' rows, and adds the differences to the sums and the days. Each user and experiment is there once. */
export async function writeUserRows(
  client: pg.PoolClient,
  at: { version: number; partition: number },
  changes: readonly RowChange[],
): Promise<void> {
  const changed = changes.filter(({ before, after }) => !isSame(before, after));
  const gone = changed.flatMap(({ before, after }) => (after === null && before !== null ? [keyOf(before)] : []));
  if (gone.length > 0)
    await client.query({
      name: 'experiment-users-gone',
      text: `DELETE FROM experiment_users u USING unnest($2::integer[], $3::uuid[], $4::text[]) AS w (scope, experiment_id, user_id)
             WHERE u.version = $1 AND u.scope = w.scope AND u.experiment_id = w.experiment_id AND u.user_id = w.user_id`,
      values: [
        at.version,
        gone.map(({ scope }) => scope),
        gone.map((key) => key.experiment_id),
        gone.map((key) => key.user_id),
      ],
    });
  await writeRows(
    client,
    experimentUsers,
    at,
    changed.flatMap(({ after }) => (after === null ? [] : [toRow(after)])),
  );
  const sums = new Map<string, ReturnType<typeof sumsRowOf>>();
  const days = new Map<string, ReturnType<typeof dayRowOf>>();
  for (const { before, after } of changed) {
    for (const [row, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (row === null) continue;
      addTo(sums, sumsRowOf(row, sign), experimentSums.key, experimentSums.sums);
      addTo(days, dayRowOf(row, sign), experimentDays.key, experimentDays.sums);
    }
  }
  await writeRows(
    client,
    experimentSums,
    at,
    [...sums.values()].map((row) => ({ ...row, revenue_squared: String(row.revenue_squared) })),
  );
  await writeRows(client, experimentDays, at, [...days.values()]);
}

function isSame(a: UserRow | null, b: UserRow | null): boolean {
  if (a === null || b === null) return a === b;
  return (Object.keys(a) as (keyof UserRow)[]).every((name) => a[name] === b[name]);
}

const bucketOf = ({ revenueE4 }: UserRow): number => revenueBucketOf(Number(revenueE4) / 10_000);

const toRow = (row: UserRow): RowOf<typeof experimentUsers> => ({
  ...keyOf(row),
  variant: row.variant,
  entered_at: new Date(row.enteredAtMs),
  is_crossover: row.isCrossover,
  impressions: row.impressions,
  clicks: row.clicks,
  conversions: row.conversions,
  revenue: row.revenueE4,
  activity: row.activity,
  revenue_bucket: bucketOf(row),
});

/** As `sumsOfUser` counts them, in whole numbers: what is added and taken away again must come to nothing. */
function sumsRowOf(row: UserRow, sign: 1 | -1) {
  const { impressions, clicks, conversions, revenueE4, activity } = row;
  const converted = conversions > 0 ? 1 : 0;
  const exact = BigInt(sign);
  return {
    scope: row.scope,
    experiment_id: row.experimentId,
    variant: row.variant,
    revenue_bucket: bucketOf(row),
    users: sign,
    impressions: sign * impressions,
    clicks: sign * clicks,
    converted: sign * converted,
    conversions: sign * conversions,
    revenue: exact * revenueE4,
    impressions_squared: sign * impressions ** 2,
    clicks_squared: sign * clicks ** 2,
    impressions_clicks: sign * impressions * clicks,
    revenue_squared: exact * revenueE4 ** 2n,
    activity: sign * activity,
    activity_squared: sign * activity ** 2,
    activity_impressions: sign * activity * impressions,
    activity_clicks: sign * activity * clicks,
    activity_converted: sign * activity * converted,
    activity_revenue: exact * BigInt(activity) * revenueE4,
  };
}

const dayRowOf = (row: UserRow, sign: 1 | -1) => ({
  scope: row.scope,
  experiment_id: row.experimentId,
  day: new Date(row.enteredAtMs).toISOString().slice(0, 10),
  variant: row.variant,
  users: sign,
  crossovers: row.isCrossover ? sign : 0,
});

type Cells = Record<string, number | bigint | string>;

/** Adds a row to the one with its key; columns that are summed are numbers of one kind. */
function addTo<Row extends Cells>(
  into: Map<string, Row>,
  row: Row,
  key: readonly string[],
  sums: readonly string[],
): void {
  const id = JSON.stringify(key.map((column) => row[column]));
  const known: Cells | undefined = into.get(id);
  if (known === undefined) {
    into.set(id, row);
    return;
  }
  for (const column of sums) known[column] = plus(known[column]!, row[column]!);
}

const plus = (a: Cells[string], b: Cells[string]): number | bigint =>
  typeof a === 'bigint' ? a + BigInt(b) : Number(a) + Number(b);
