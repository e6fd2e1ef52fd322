import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';
import { createRecentTotals, type RecentTotals } from './recent-totals.ts';
import { searchText } from './search-text.ts';
import { orTooBroad } from './search-too-broad.ts';

/** A row of `catalog_items`; `price` is a decimal text. */
export type CatalogRow = {
  productId: string;
  name: string;
  category: string;
  price: string;
  currency: string | null;
  imageUrl: string | null;
  url: string | null;
  description: string | null;
  /** JSON text of an object. */
  attributes: string;
  available: boolean;
  createdAt: Date;
  updatedAt: Date;
};

/** What a list is narrowed to. */
export type CatalogFilter = {
  /**
   * Words that all have to stand in product id, name, category or description, in any order, upper or lower case, with or without accents. A word of one
   * or two ASCII letters or digits finds words that begin with it, any other one is found inside of words too. A path is the words of its parts (`searchText`).
   */
  q?: string;
  /** The item's category, or one above it: `Home` finds `Home > Kitchen`, which may be spelled `Home>Kitchen`, `Home &gt; Kitchen` and `Home/Kitchen` too. */
  category?: string;
  available?: boolean;
  /** Each of these attributes has this value, or a list with it, as a text. A dot in a name leads into an object. */
  attributes?: readonly AttributeValue[];
};
export type AttributeValue = { name: string; value: string };

/** The attributes as the database's functions take them: names, and a value for each. */
export const listed = (attributes: readonly AttributeValue[] = []): [string[], string[]] => [
  attributes.map(({ name }) => name),
  attributes.map(({ value }) => value),
];

export type CatalogQuestion = CatalogFilter & {
  limit: number;
  offset: number;
  /** Only items whose ids come after this one, in the order of ids. It need not be there. */
  after?: string;
  /** What has just the id `q`, or just the name, comes first, up to `maxNamed` of them. Not with `after`, which follows the ids alone. */
  exactFirst?: boolean;
};

/** Items that a search counts; of more it says that there are at least as many. Counting the 100,000 hits of a common word takes longer than finding a page of them. */
export const maxCounted = 1_000;

/** Items that come first for their id or name. */
const maxNamed = 10;

/** What a query of rows with the alias `t` selects for a `CatalogRow`. */
export const itemColumns = `t.product_id AS "productId", t.name, t.category, t.price::text AS price, t.currency, t.image_url AS "imageUrl",
  t.url, t.description, t.attributes, t.available, t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;

const itemSql = `SELECT ${itemColumns} FROM ${liveRows(catalogItems)} WHERE t.scope = $1 AND NOT t.deleted AND t.product_id = $2`;

/** Returns the item as the projection has it, or undefined. Throws `DatabaseUnavailable`. */
export async function readItem(database: Database, scope: Scope, productId: string): Promise<CatalogRow | undefined> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<CatalogRow>(itemSql, [scope, productId]),
  );
  return rows[0];
}

const pageSql = `SELECT ${itemColumns} FROM catalog_page($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS t`;
const namedSql = `SELECT ${itemColumns} FROM catalog_named($1, $2, $3, $4, $5, $6, $7) AS t`;
const countSql = 'SELECT catalog_count($1, $2, $3, $4, $5, $6, $7) AS total';

/**
 * Returns a page of the catalog in the order of product ids, or with those first that are called just so, whether items come after it, and how many the filter matches in all, whatever `after` and `offset` are. With `q` it
 * counts up to `maxCounted`: if there are more, `totalIsAtLeast`. Behind `after` the total may be that of up to `totalKeptMs` ago. Throws `DatabaseUnavailable`, and `SearchTooBroad` if the pool's statement timeout is over.
 */
export async function readItems(
  database: Database,
  scope: Scope,
  { limit, offset, after, exactFirst = false, ...filter }: CatalogQuestion,
  nowMs = Date.now(),
): Promise<{ items: CatalogRow[]; hasMore: boolean; total: number; totalIsAtLeast: boolean }> {
  const totals = totalsOf(database);
  const filters = [
    scope,
    filter.q === undefined ? null : searchText(filter.q),
    filter.category ?? null,
    filter.available ?? null,
    ...listed(filter.attributes),
  ];
  const reading = database.scoped({ scopes: [scope] }, async (client) => {
    const named =
      !exactFirst || filter.q === undefined || after !== undefined
        ? []
        : (await client.query<CatalogRow>(namedSql, [scope, filter.q.trim(), ...filters.slice(2), maxNamed])).rows;
    const first = named.slice(offset, offset + limit + 1);
    const { rows } = await client.query<CatalogRow>(pageSql, [
      ...filters,
      after ?? null,
      limit + 1 - first.length,
      Math.max(0, offset - named.length),
      named.map(({ productId }) => productId),
    ]);
    const found = [...first, ...rows];
    const hasMore = found.length > limit;
    const items = found.slice(0, limit);
    // The last page of all says how many there are, so that a search with few hits is made once.
    if (!hasMore && after === undefined && (items.length > 0 || offset === 0))
      return { items, hasMore, total: offset + items.length, totalIsAtLeast: false };
    const atMost = filter.q === undefined ? null : maxCounted + 1;
    const count = async () =>
      (await client.query<{ total: number }>(countSql, [...filters, atMost])).rows[0]?.total ?? 0;
    const list = JSON.stringify(filters);
    const known = after === undefined || atMost !== null ? undefined : totals.find(list, nowMs);
    const counted = known ?? (await count());
    if (known === undefined && atMost === null) totals.keep(list, counted, nowMs);
    return {
      items,
      hasMore,
      total: atMost === null ? counted : Math.min(counted, maxCounted),
      totalIsAtLeast: atMost === counted,
    };
  });
  return orTooBroad(reading);
}

const kept = new WeakMap<Database, RecentTotals>();

function totalsOf(database: Database): RecentTotals {
  const totals = kept.get(database) ?? createRecentTotals();
  kept.set(database, totals);
  return totals;
}
