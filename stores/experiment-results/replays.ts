import type pg from 'pg';
import type { Replay } from '#domain/experiments/statistics/replay-at-random.ts';
import type { UserFigures } from '#domain/experiments/statistics/user-sums.ts';
import { liveVersion } from '../projections/live-rows.ts';
import { experimentUsers } from './result-tables.ts';

export type StoredReplay = Replay & { replayedAt: Date };

/** So many users at most are split: more say no more about the tests. */
const maxUsers = 100_000;

/** What users of an experiment did, for a replay; of the first so many by their id. */
export async function readFigures(client: pg.PoolClient, scope: number, experimentId: string): Promise<UserFigures[]> {
  const { rows } = await client.query<UserFigures>(
    `SELECT t.impressions, t.clicks, t.conversions, t.revenue::float8 AS revenue, t.activity
     FROM ${experimentUsers.name} t WHERE t.version = ${liveVersion(experimentUsers)} AND t.scope = $1 AND t.experiment_id = $2 ORDER BY t.user_id LIMIT ${maxUsers}`,
    [scope, experimentId],
  );
  return rows;
}

/** The last replay; undefined where there was none. */
export async function readReplay(
  client: pg.PoolClient,
  scope: number,
  experimentId: string,
): Promise<StoredReplay | undefined> {
  const { rows } = await client.query<StoredReplay & { users: string }>({
    name: 'experiment-replay',
    text: `SELECT users::int AS users, runs, false_positives AS "falsePositives", effective_users AS "effectiveUsers", replayed_at AS "replayedAt"
           FROM experiment_replays WHERE experiment_id = $1 AND scope = $2`,
    values: [experimentId, scope],
  });
  return rows[0];
}

/** Keeps a replay in the place of the last one. */
export async function storeReplay(
  client: pg.PoolClient,
  scope: number,
  experimentId: string,
  { users, runs, falsePositives, effectiveUsers }: Replay,
): Promise<void> {
  await client.query(
    `INSERT INTO experiment_replays (experiment_id, scope, users, runs, false_positives, effective_users) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (experiment_id, scope) DO UPDATE SET users = excluded.users, runs = excluded.runs, false_positives = excluded.false_positives,
       effective_users = excluded.effective_users, replayed_at = now()`,
    [experimentId, scope, users, runs, JSON.stringify(falsePositives), JSON.stringify(effectiveUsers)],
  );
}
