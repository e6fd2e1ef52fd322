import type { Scope } from '#domain/scope.ts';
import { type CatalogFacets, maxCategoryFacets } from '#schemas/http/catalog.ts';
import type { Database } from '../postgres/database.ts';
import { type CatalogFilter, filtered, filterValues } from './read-items.ts';

const categoriesSql = `SELECT t.category, count(*)::int AS products FROM ${filtered}
  GROUP BY t.category ORDER BY products DESC, t.category LIMIT $5`;
const availableSql = `SELECT count(*) FILTER (WHERE t.available)::int AS available,
  count(*) FILTER (WHERE NOT t.available)::int AS unavailable FROM ${filtered}`;

/** Counts the products of each choice of a list: those of a category without the filter by category, and likewise of availability. Throws `DatabaseUnavailable`. */
export async function readFacets(database: Database, scope: Scope, filter: CatalogFilter): Promise<CatalogFacets> {
  const { category: _, ...anyCategory } = filter;
  const { available: __, ...anyAvailability } = filter;
  return database.scoped({ scopes: [scope] }, async (client) => {
    const categories = await client.query<CatalogFacets['categories'][number]>(categoriesSql, [
      ...filterValues(scope, anyCategory),
      maxCategoryFacets,
    ]);
    const counted = await client.query<{ available: number; unavailable: number }>(
      availableSql,
      filterValues(scope, anyAvailability),
    );
    return { categories: categories.rows, ...counted.rows[0]! };
  });
}
