import type pg from 'pg';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { type CatalogOutcome, decideChange } from './fold-catalog.ts';

export type PlacedChange = { offset: bigint; change: CatalogChange };
export type PlacedOutcome = { offset: bigint; outcome: CatalogOutcome };

const placeOf = (change: { scope: number; productId: string }): string => `${change.scope} ${change.productId}`;

/**
 * Folds changes in log order into the rows of a version of `catalog_items`, and answers what became of each. Several changes of one
 * product in a batch write its row once, as the last effective one left it.
 */
export async function writeCatalog(
  client: pg.PoolClient,
  version: number,
  at: Pick<Claim, 'log' | 'partition'>,
  changes: readonly PlacedChange[],
): Promise<PlacedOutcome[]> {
  const present = await readPresent(client, version, changes);
  const effective = new Map<string, { placed: PlacedChange; isPresent: boolean }>();
  const outcomes = changes.map((placed) => {
    const place = placeOf(placed.change);
    const decided = decideChange(present.has(place), placed.change.op);
    if (decided.outcome !== 'exists' && decided.outcome !== 'absent')
      effective.set(place, { placed, isPresent: decided.isPresent });
    if (decided.isPresent) present.add(place);
    else present.delete(place);
    return { offset: placed.offset, outcome: decided.outcome };
  });
  const puts = [...effective.values()].filter(({ isPresent }) => isPresent).map(({ placed }) => placed);
  const deletes = [...effective.values()].filter(({ isPresent }) => !isPresent).map(({ placed }) => placed);
  await upsert(client, version, at, puts);
  await markDeleted(client, version, at, deletes);
  return outcomes;
}

async function readPresent(
  client: pg.PoolClient,
  version: number,
  changes: readonly PlacedChange[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ scope: number; product_id: string }>({
    name: 'catalog-present',
    text: `SELECT scope, product_id FROM catalog_items
           WHERE version = $1 AND NOT deleted AND (scope, product_id) IN (SELECT * FROM unnest($2::integer[], $3::text[]))`,
    values: [version, changes.map(({ change }) => change.scope), changes.map(({ change }) => change.productId)],
  });
  return new Set(rows.map((row) => placeOf({ scope: row.scope, productId: row.product_id })));
}

async function upsert(
  client: pg.PoolClient,
  version: number,
  at: Pick<Claim, 'log' | 'partition'>,
  puts: readonly PlacedChange[],
): Promise<void> {
  const items = puts.flatMap(({ offset, change }) =>
    change.item === null ? [] : [{ offset, change, item: change.item }],
  );
  if (items.length === 0) return;
  await client.query({
    name: 'catalog-upsert',
    text: `INSERT INTO catalog_items AS c (version, log, partition, scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, created_at, updated_at, "offset")
           SELECT $1, $2, $3, scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, at, at, "offset"
           FROM unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::timestamptz[], $16::bigint[])
             AS a (scope, product_id, name, category, price, currency, image_url, url, description, attributes, available, at, "offset")
           ORDER BY scope, product_id
           ON CONFLICT (version, scope, product_id) DO UPDATE SET name = excluded.name, category = excluded.category, price = excluded.price,
             currency = excluded.currency, image_url = excluded.image_url, url = excluded.url, description = excluded.description,
             attributes = excluded.attributes, available = excluded.available, deleted = false,
             created_at = CASE WHEN c.deleted THEN excluded.created_at ELSE c.created_at END,
             updated_at = excluded.updated_at, log = excluded.log, partition = excluded.partition, "offset" = excluded."offset"`,
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
    ],
  });
}

async function markDeleted(
  client: pg.PoolClient,
  version: number,
  at: Pick<Claim, 'log' | 'partition'>,
  deletes: readonly PlacedChange[],
): Promise<void> {
  if (deletes.length === 0) return;
  await client.query({
    name: 'catalog-delete',
    text: `UPDATE catalog_items c SET deleted = true, updated_at = a.at, log = $2, partition = $3, "offset" = a."offset"
           FROM unnest($4::integer[], $5::text[], $6::timestamptz[], $7::bigint[]) AS a (scope, product_id, at, "offset")
           WHERE c.version = $1 AND c.scope = a.scope AND c.product_id = a.product_id`,
    values: [
      version,
      at.log,
      at.partition,
      deletes.map(({ change }) => change.scope),
      deletes.map(({ change }) => change.productId),
      deletes.map(({ change }) => new Date(change.receivedAtMs)),
      deletes.map(({ offset }) => offset),
    ],
  });
}
