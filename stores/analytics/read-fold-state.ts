import type pg from 'pg';

/** How fresh a projection of topic `events` is: when it last took a batch of events; `isStale` if it takes no more until it is rebuilt. */
export type FoldState = { foldedAt: Date | null; isStale: boolean };

export async function readFoldState(client: pg.PoolClient, projection: string): Promise<FoldState> {
  const { rows } = await client.query<{ folded_at: Date | null; is_stale: boolean | null }>({
    name: 'fold-state',
    text: `SELECT (SELECT max(updated_at) FROM consumer_offsets WHERE consumer_group = 'loader' AND next_offset > 0) AS folded_at,
                  (SELECT state = 'stale' FROM projections WHERE name = $1) AS is_stale`,
    values: [projection],
  });
  // A projection without a row was not registered yet, and has folded nothing.
  return { foldedAt: rows[0]?.folded_at ?? null, isStale: rows[0]?.is_stale ?? true };
}
