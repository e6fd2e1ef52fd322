import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';

/**
 * Shoppers who were answered at positions of a partition from `from` to before `before`, with the first and the last time: each once for answers of arms of
 * experiments, and once for the others.
 */
export async function readAnswered(
  client: pg.PoolClient,
  log: number,
  partition: number,
  from: bigint,
  before: bigint,
): Promise<(Pick<Exposure, 'scope' | 'userId'> & { fromMs: number; toMs: number; isByArm: boolean })[]> {
  const { rows } = await client.query<{ scope: number; userId: string; first: Date; last: Date; isByArm: boolean }>({
    name: 'exposures-answered',
    text: `SELECT scope, user_id AS "userId", min(served_at) AS first, max(served_at) AS last, experiment_id IS NOT NULL AS "isByArm" FROM exposures
           WHERE log = $1 AND partition = $2 AND "offset" >= $3 AND "offset" < $4 GROUP BY 1, 2, 5`,
    values: [log, partition, from, before],
  });
  return rows.map(({ first, last, ...user }) => ({ ...user, fromMs: first.getTime(), toMs: last.getTime() }));
}
