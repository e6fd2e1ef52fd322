import type pg from 'pg';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { type CatalogOutcome, decideChange } from './fold-catalog.ts';

export type PlacedChange = { offset: bigint; change: CatalogChange };
export type PlacedOutcome = { offset: bigint; outcome: CatalogOutcome };

/** The last change of a product in a batch that did something; `createdAt` is null where the product is gone by it. */
type Effective = { placed: PlacedChange; createdAt: Date | null };

const placeOf = (change: { scope: number; productId: string }): string => `${change.scope} ${change.productId}`;

/**
 * Folds changes in log order into the rows of a version of `catalog_items`, one a product that is there, and answers what became of
 * each. Several changes of one product in a batch write its row once, as the last effective one left it.
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
    const place = placeOf(placed.change);
    const decided = decideChange(createdAt.has(place), placed.change.op);
    if (decided.outcome === 'created') createdAt.set(place, new Date(placed.change.receivedAtMs));
    else if (decided.outcome === 'deleted') createdAt.delete(place);
    if (decided.outcome !== 'exists' && decided.outcome !== 'absent')
      effective.set(place, { placed, createdAt: createdAt.get(place) ?? null });
    return { offset: placed.offset, outcome: decided.outcome };
  });
  await upsert(client, version, at, [...effective.values()]);
  const deletes = [...effective.values()].filter((each) => each.createdAt === null).map(({ placed }) => placed);
  await deleteRows(client, version, deletes);
  return outcomes;
}

/** Of the products that are there, since when they are. */
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
  return new Map(
    rows.map((row) => [placeOf({ scope: row.scope, productId: row.product_id }), row.created_at] as const),
  );
}

async function upsert(
  client: pg.PoolClient,
  version: number,
  at: Pick<Claim, 'log' | 'partition'>,
  effective: readonly Effective[],
): Promise<void> {
  const items = effective.flatMap(({ placed: { offset, change }, createdAt }) =>
    createdAt === null || change.item === null ? [] : [{ offset, change, item: change.item, createdAt }],
  );
  if (items.length === 0) return;
  await client.query({
    name: 'catalog-upsert',
    text: `INSERT INTO catalog_items (version, log, partition, scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, created_at, updated_at, "offset")
           SELECT $1, $2, $3, scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, created_at, at, "offset"
           FROM unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::timestamptz[], $16::bigint[], $17::timestamptz[])
             AS a (scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, at, "offset", created_at)
           ORDER BY scope, product_id
           ON CONFLICT (version, scope, product_id) DO UPDATE SET name = excluded.name, category = excluded.category, price = excluded.price,
             currency = excluded.currency, image_url = excluded.image_url, url = excluded.url, description = excluded.description,
             attributes = excluded.attributes, available = excluded.available, deleted = false,
             created_at = excluded.created_at, updated_at = excluded.updated_at, log = excluded.log, partition = excluded.partition, "offset" = excluded."offset"`,
    values: [
      version,
      at.log,
      at.partition,
      items.map(({ change }) => change.scope),
      items.map(({ change }) => change.productId),
      items.map(({ item }) => item.name),
      items.map(({ item }) => item.category),
      items.map(({ item }) => decimalOfPriceE4(item.priceE4)),
      items.map(({ item }) => item.currency),
      items.map(({ item }) => item.imageUrl),
      items.map(({ item }) => item.url),
      items.map(({ item }) => item.description),
      items.map(({ item }) => JSON.stringify(item.attributes)),
      items.map(({ item }) => item.available),
      items.map(({ change }) => new Date(change.receivedAtMs)),
      items.map(({ offset }) => offset),
      items.map(({ createdAt }) => createdAt),
    ],
  });
}

/**
 * A product that is gone leaves no row: one that stayed would have the content that some batch happened to end with, and would not be
 * there where the product came and went within one. Rows that former versions marked as `deleted` instead are read by nobody.
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
