import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** A row of `catalog_items` as it is read; `price` as a decimal text. */
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

export type CatalogQuestion = {
  /** Part of the name or of the product id, any case. */
  q?: string;
  /** A category, or one that it lies under: `Home` finds `Home > Kitchen`. */
  category?: string;
  available?: boolean;
  limit: number;
  offset: number;
};

const columns = `c.product_id AS "productId", c.name, c.category, c.price::text AS price, c.currency, c.image_url AS "imageUrl",
  c.url, c.description, c.attributes, c.available, c.created_at AS "createdAt", c.updated_at AS "updatedAt"`;

const liveItems = `catalog_items c JOIN projections p ON p.name = 'catalog' AND p.live_version = c.version
WHERE c.scope = $1 AND NOT c.deleted`;

/** The item as the projection has it, or undefined. Throws `DatabaseUnavailable`. */
export async function readItem(database: Database, scope: Scope, productId: string): Promise<CatalogRow | undefined> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<CatalogRow>(`SELECT ${columns} FROM ${liveItems} AND c.product_id = $2`, [scope, productId]),
  );
  return rows[0];
}

const filtered = `${liveItems}
  AND ($2::text IS NULL OR c.name ILIKE $2 OR c.product_id ILIKE $2)
  AND ($3::text IS NULL OR c.category = $3 OR starts_with(c.category, $3 || ' > '))
  AND ($4::boolean IS NULL OR c.available = $4)`;
const itemsSql = `SELECT ${columns} FROM ${filtered} ORDER BY c.product_id LIMIT $5 OFFSET $6`;
const countSql = `SELECT count(*)::int AS total FROM ${filtered}`;

/** A page of the catalog in the order of product ids, and how many items answer the question. Throws `DatabaseUnavailable`. */
export async function readItems(
  database: Database,
  scope: Scope,
  { q, category, available, limit, offset }: CatalogQuestion,
): Promise<{ items: CatalogRow[]; total: number }> {
  const filters = [scope, q === undefined ? null : `%${escapeLike(q)}%`, category ?? null, available ?? null];
  return database.scoped({ scopes: [scope] }, async (client) => {
    const page = await client.query<CatalogRow>(itemsSql, [...filters, limit, offset]);
    const counted = await client.query<{ total: number }>(countSql, filters);
    return { items: page.rows, total: counted.rows[0]?.total ?? 0 };
  });
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
