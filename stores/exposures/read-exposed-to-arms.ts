import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';

/** Shoppers who were answered by an arm of an experiment at positions of a partition from `from` to before `before`, each once, with the first time. */
export async function readExposedToArms(
  client: pg.PoolClient,
  log: number,
  partition: number,
  from: bigint,
  before: bigint,
): Promise<Pick<Exposure, 'scope' | 'userId' | 'servedAtMs'>[]> {
  const { rows } = await client.query<{ scope: number; userId: string; servedAt: Date }>({
    name: 'exposures-of-arms',
    text: `SELECT scope, user_id AS "userId", min(served_at) AS "servedAt" FROM exposures
           WHERE log = $1 AND partition = $2 AND "offset" >= $3 AND "offset" < $4 AND experiment_id IS NOT NULL GROUP BY 1, 2`,
    values: [log, partition, from, before],
  });
  return rows.map(({ servedAt, ...user }) => ({ ...user, servedAtMs: servedAt.getTime() }));
}
