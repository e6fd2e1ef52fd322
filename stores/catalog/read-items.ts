import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';

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
  /** Part of the name or of the product id, in upper or lower case. */
  q?: string;
  /** The item's category, or one above it: `Home` finds `Home > Kitchen`. */
  category?: string;
  available?: boolean;
};

export type CatalogQuestion = CatalogFilter & {
  limit: number;
  offset: number;
};

const columns = `t.product_id AS "productId", t.name, t.category, t.price::text AS price, t.currency, t.image_url AS "imageUrl",
  t.url, t.description, t.attributes, t.available, t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;

const liveItems = `${liveRows(catalogItems)} WHERE t.scope = $1 AND NOT t.deleted`;

/** Returns the item as the projection has it, or undefined. Throws `DatabaseUnavailable`. */
export async function readItem(database: Database, scope: Scope, productId: string): Promise<CatalogRow | undefined> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<CatalogRow>(`SELECT ${columns} FROM ${liveItems} AND t.product_id = $2`, [scope, productId]),
  );
  return rows[0];
}

/** Which items a question is about; `filterValues` are its parameters, $1 to $4. */
export const filtered = `${liveItems}
  AND ($2::text IS NULL OR t.name ILIKE $2 OR t.product_id ILIKE $2)
  AND ($3::text IS NULL OR t.category = $3 OR starts_with(t.category, $3 || ' > '))
  AND ($4::boolean IS NULL OR t.available = $4)`;
const itemsSql = `SELECT ${columns} FROM ${filtered} ORDER BY t.product_id LIMIT $5 OFFSET $6`;
const countSql = `SELECT count(*)::int AS total FROM ${filtered}`;

/** Returns a page of the catalog in the order of product ids, and how many items the filter matches in all. Throws `DatabaseUnavailable`. */
export async function readItems(
  database: Database,
  scope: Scope,
  { limit, offset, ...filter }: CatalogQuestion,
): Promise<{ items: CatalogRow[]; total: number }> {
  const filters = filterValues(scope, filter);
  return database.scoped({ scopes: [scope] }, async (client) => {
    const page = await client.query<CatalogRow>(itemsSql, [...filters, limit, offset]);
    const counted = await client.query<{ total: number }>(countSql, filters);
    return { items: page.rows, total: counted.rows[0]?.total ?? 0 };
  });
}

/** The parameters of `filtered`. */
export const filterValues = (scope: Scope, { q, category, available }: CatalogFilter) => [
  scope,
  q === undefined ? null : `%${escapeLike(q)}%`,
  category ?? null,
  available ?? null,
];

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
