import type pg from 'pg';

export type BasketRow = {
  scope: number;
  productId: string;
  orders: number;
  partners: readonly { productId: string; orders: number }[];
};

/** Writes a checkpoint of one partition's co-occurrence: rows of the products that changed, the counts' bytes, and their position. */
export async function writeBaskets(
  client: pg.PoolClient,
  at: { version: number; log: number; partition: number; nextOffset: bigint },
  rows: readonly BasketRow[],
  body: Buffer,
): Promise<void> {
  if (rows.length > 0) {
    await client.query(
      `INSERT INTO cooccurrences (version, partition, scope, product_id, orders, partners)
       SELECT $1, $2, scope, product_id, orders, partners::jsonb FROM unnest($3::integer[], $4::text[], $5::integer[], $6::text[]) AS a (scope, product_id, orders, partners)
       ON CONFLICT (version, scope, product_id, partition) DO UPDATE SET orders = excluded.orders, partners = excluded.partners`,
      [
        at.version,
        at.partition,
        rows.map(({ scope }) => scope),
        rows.map(({ productId }) => productId),
        rows.map(({ orders }) => orders),
        rows.map(({ partners }) => JSON.stringify(partners)),
      ],
    );
  }
  await client.query(
    `INSERT INTO model_snapshots (model, version, log, partition, next_offset, body) VALUES ('cooccurrence', $1, $2, $3, $4, $5)
     ON CONFLICT (model, version, log, partition) DO UPDATE SET next_offset = excluded.next_offset, body = excluded.body, at = now()`,
    [at.version, at.log, at.partition, at.nextOffset, body],
  );
}
