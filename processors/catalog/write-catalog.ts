import type pg from 'pg';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';
import { catalogItems } from '#stores/catalog/catalog-items.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { type CatalogOutcome, decideChange } from './decide-change.ts';

export type PlacedChange = { offset: bigint; change: CatalogChange };
/** `createdAt`: of the product, after the change; null if it is not in the catalog then. */
export type PlacedOutcome = { offset: bigint; outcome: CatalogOutcome; createdAt: Date | null };

/** The last change of a product in a batch that had an effect; `createdAt` is null if that change deleted the product. */
type Effective = { placed: PlacedChange; createdAt: Date | null };

const keyOf = (change: { scope: number; productId: string }): string => `${change.scope} ${change.productId}`;

/**
 * Folds changes in the order of the log into the rows of a version of `catalog_items`, and returns what became of each change. A product has a
 * row if it is in the catalog. Several changes of one product in a batch write its row once, as the last effective one left it.
 */
export async function writeCatalog(
  client: pg.PoolClient,
  version: number,
  at: Pick<Claim, 'log' | 'partition'>,
  changes: readonly PlacedChange[],
): Promise<PlacedOutcome[]> {
  const createdAt = await readCreationTimes(client, version, changes);
  const effective = new Map<string, Effective>();
  const outcomes = changes.map((placed) => {
    const key = keyOf(placed.change);
    const decided = decideChange(createdAt.has(key), placed.change.op);
    if (decided.outcome === 'created' || decided.outcome === 'updated')
      createdAt.set(key, earlierOf(createdAt.get(key), createdAtOf(placed.change)));
    else if (decided.outcome === 'deleted') createdAt.delete(key);
    if (decided.outcome !== 'exists' && decided.outcome !== 'absent')
      effective.set(key, { placed, createdAt: createdAt.get(key) ?? null });
    return { offset: placed.offset, outcome: decided.outcome, createdAt: createdAt.get(key) ?? null };
  });
  await upsert(client, version, at, [...effective.values()]);
  const deletes = [...effective.values()].filter((each) => each.createdAt === null).map(({ placed }) => placed);
  await deleteRows(client, version, deletes);
  return outcomes;
}

/** Of a record without it: when that came in, which is right for the first one of a product. */
const createdAtOf = ({ createdAtMs, receivedAtMs }: CatalogChange): Date => new Date(createdAtMs ?? receivedAtMs);

const earlierOf = (before: Date | undefined, now: Date): Date => (before !== undefined && before < now ? before : now);

/** Returns when each product was created; only of those that are in the catalog. */
async function readCreationTimes(
  client: pg.PoolClient,
  version: number,
  changes: readonly PlacedChange[],
): Promise<Map<string, Date>> {
  const { rows } = await client.query<{ scope: number; product_id: string; created_at: Date }>({
    name: 'catalog-present',
    text: `SELECT scope, product_id, created_at FROM catalog_items
           WHERE version = $1 AND NOT deleted AND (scope, product_id) IN (SELECT * FROM unnest($2::integer[], $3::text[]))`,
    values: [version, changes.map(({ change }) => change.scope), changes.map(({ change }) => change.productId)],
  });
  return new Map(rows.map((row) => [keyOf({ scope: row.scope, productId: row.product_id }), row.created_at] as const));
}

async function upsert(
  client: pg.PoolClient,
  version: number,
  { log, partition }: Pick<Claim, 'log' | 'partition'>,
  effective: readonly Effective[],
): Promise<void> {
  const rows: RowOf<typeof catalogItems>[] = [];
  for (const { placed, createdAt } of effective) {
    const { scope, productId, receivedAtMs, item } = placed.change;
    if (createdAt === null || item === null) continue;
    rows.push({
      scope,
      product_id: productId,
      name: item.name,
      category: item.category,
      price: decimalOfPriceE4(item.priceE4),
      currency: item.currency,
      image_url: item.imageUrl,
      url: item.url,
      description: item.description,
      attributes: JSON.stringify(item.attributes),
      available: item.available,
      deleted: false,
      created_at: createdAt,
      updated_at: new Date(receivedAtMs),
      log,
      offset: placed.offset,
    });
  }
  await writeRows(client, catalogItems, { version, partition }, rows);
}

/**
 * A deleted product leaves no row: otherwise the content of that row, and whether there is one, would depend on where batches were cut. Rows that
 * earlier versions of this code marked as `deleted` instead are read by nobody.
 */
async function deleteRows(client: pg.PoolClient, version: number, deletes: readonly PlacedChange[]): Promise<void> {
  if (deletes.length === 0) return;
  await client.query({
    name: 'catalog-delete',
    text: `DELETE FROM catalog_items c USING unnest($2::integer[], $3::text[]) AS a (scope, product_id)
           WHERE c.version = $1 AND c.scope = a.scope AND c.product_id = a.product_id`,
    values: [version, deletes.map(({ change }) => change.scope), deletes.map(({ change }) => change.productId)],
  });
}
