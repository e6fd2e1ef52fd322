import type pg from 'pg';
import type { CatalogChange } from '#domain/catalog-item.ts';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { itemOfText, textOfItem } from './item-text.ts';

/** A change of the catalog that had an effect, and when the product was created; null if the change deleted it. */
export type HistoricChange = { offset: bigint; change: CatalogChange; createdAt: Date | null };

/** Where the catalog is looked at: behind the changes that were received until a time, or behind a record of its topic. */
export type CatalogMoment = { at: Date } | { log: number; offset: bigint };

/** Keeps changes in the order of the log, but for those that change nothing. A change that is there already stays. */
export async function keepHistory(
  client: pg.PoolClient,
  log: number,
  changes: readonly HistoricChange[],
): Promise<void> {
  const last = new Map<string, string | null>();
  const isFirst: boolean[] = [];
  const kept = changes.flatMap(({ offset, change, createdAt }) => {
    const key = `${change.scope} ${change.productId}`;
    const text = change.item === null ? null : textOfItem(change.item);
    if (last.get(key) === text) return [];
    isFirst.push(!last.has(key));
    last.set(key, text);
    return [{ offset, change, createdAt, text }];
  });
  if (kept.length === 0) return;
  await client.query({
    name: 'catalog-history',
    text: `INSERT INTO catalog_history (scope, product_id, log, "offset", at, created_at, item)
           SELECT n.scope, n.product_id, $1, n."offset", n.at, n.created_at, n.item
           FROM unnest($2::integer[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::boolean[])
             AS n (scope, product_id, "offset", at, created_at, item, is_first)
           WHERE NOT n.is_first OR n.item IS DISTINCT FROM (
             SELECT h.item FROM catalog_history h WHERE h.scope = n.scope AND h.product_id = n.product_id ORDER BY h.log DESC, h."offset" DESC LIMIT 1)
           ON CONFLICT DO NOTHING`,
    values: [
      log,
      kept.map(({ change }) => change.scope),
      kept.map(({ change }) => change.productId),
      kept.map(({ offset }) => offset),
      kept.map(({ change }) => new Date(change.receivedAtMs)),
      kept.map(({ createdAt }) => createdAt),
      kept.map(({ text }) => text),
      isFirst,
    ],
  });
}

/** The products that a scope had at a moment, in the order in which they were created. */
export async function readCatalogAt(
  database: Pick<Database, 'query'>,
  scope: Scope,
  moment: CatalogMoment,
): Promise<CatalogChange[]> {
  const until = 'at' in moment ? 'at <= $2' : '(log, "offset") <= ($2::smallint, $3::bigint)';
  const { rows } = await database.query<{ product_id: string; at: Date; created_at: Date; item: string }>(
    `SELECT product_id, at, created_at, item FROM (
       SELECT DISTINCT ON (product_id) * FROM catalog_history WHERE scope = $1 AND ${until} ORDER BY product_id, log DESC, "offset" DESC) last
     WHERE item IS NOT NULL ORDER BY created_at, log, "offset"`,
    'at' in moment ? [scope, moment.at] : [scope, moment.log, moment.offset],
  );
  return rows.map((row) => ({
    scope,
    productId: row.product_id,
    op: 'put',
    item: itemOfText(row.product_id, row.item),
    receivedAtMs: row.at.getTime(),
    createdAtMs: row.created_at.getTime(),
  }));
}

/** From when on the history has every change: what products were before that is not known. */
export async function historySince(database: Pick<Database, 'query'>): Promise<Date> {
  const { rows } = await database.query<{ since: Date }>('SELECT since FROM catalog_history_since');
  return rows[0]?.since ?? new Date();
}

const rowsPerDelete = 5_000;

/** Deletes what was followed by another change of the product before a time; returns how many rows it deleted. What a product was at that time stays. */
export async function dropHistory(database: Database, before: Date): Promise<number> {
  // First: whoever looks back must know that something is missing.
  await database.query('UPDATE catalog_history_since SET since = greatest(since, $1)', [before]);
  const ofProduct = 'FROM catalog_history o WHERE o.scope = h.scope AND o.product_id = h.product_id';
  let deleted = 0;
  for (;;) {
    // A deletion goes when what it deleted is gone, which would come back without it.
    const { rowCount } = await database.query(
      `DELETE FROM catalog_history WHERE ctid = ANY (ARRAY(
         SELECT h.ctid FROM catalog_history h WHERE h.at < $1 AND CASE WHEN h.item IS NULL
           THEN NOT EXISTS (SELECT ${ofProduct} AND (o.log, o."offset") < (h.log, h."offset"))
           ELSE EXISTS (SELECT ${ofProduct} AND (o.log, o."offset") > (h.log, h."offset") AND o.at < $1) END
         LIMIT ${rowsPerDelete}))`,
      [before],
    );
    if (!rowCount) return deleted;
    deleted += rowCount;
  }
}
