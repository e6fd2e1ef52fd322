import type { Database } from '../postgres/database.ts';

export type CatalogOutcome = 'created' | 'updated' | 'deleted' | 'exists' | 'absent' | 'refused';

const sql = `
SELECT k.n::int AS n, o.outcome
FROM logs l, unnest($2::smallint[], $3::bigint[]) WITH ORDINALITY AS k(partition, "offset", n),
LATERAL (SELECT outcome FROM catalog_outcomes o WHERE o.log = l.log AND o.partition = k.partition AND o."offset" = k."offset" OFFSET 0) AS o
WHERE l.topic = 'catalog' AND l.log_id = $1`;

/**
 * Returns the outcomes of the changes at these positions of topic `catalog`, in their order; undefined if the projection has not reached
 * a position yet. An outcome is written in the transaction of its row: a reader that sees the outcome can read the row.
 */
export async function readOutcomes(
  database: Pick<Database, 'query'>,
  logId: string,
  positions: readonly { partition: number; offset: bigint }[],
): Promise<(CatalogOutcome | undefined)[]> {
  const { rows } = await database.query<{ n: number; outcome: CatalogOutcome }>(sql, [
    logId,
    positions.map(({ partition }) => partition),
    positions.map(({ offset }) => offset.toString()),
  ]);
  const outcomes = new Array<CatalogOutcome | undefined>(positions.length).fill(undefined);
  for (const { n, outcome } of rows) outcomes[n - 1] = outcome;
  return outcomes;
}
