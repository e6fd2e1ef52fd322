import type pg from 'pg';
import { experimentUsers } from './result-tables.ts';
import type { UserRow } from './user-rows.ts';

/** When users entered, in ms, by the places of those asked for who have a row in this version. */
export async function readEntries(
  client: pg.PoolClient,
  version: number,
  asked: readonly Pick<UserRow, 'scope' | 'experimentId' | 'userId'>[],
): Promise<Map<number, number>> {
  const { rows } = await client.query<{ n: number; entered_at: Date }>({
    name: 'experiment-entries',
    text: `SELECT w.n::int AS n, u.entered_at
           FROM unnest($2::integer[], $3::uuid[], $4::text[]) WITH ORDINALITY AS w (scope, experiment_id, user_id, n), LATERAL (
             SELECT entered_at FROM ${experimentUsers.name} u
             WHERE u.version = $1 AND u.scope = w.scope AND u.experiment_id = w.experiment_id AND u.user_id = w.user_id OFFSET 0) AS u`,
    values: [
      version,
      asked.map(({ scope }) => scope),
      asked.map(({ experimentId }) => experimentId),
      asked.map(({ userId }) => userId),
    ],
  });
  return new Map(rows.map(({ n, entered_at }) => [n - 1, entered_at.getTime()]));
}
