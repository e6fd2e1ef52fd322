import type { Scope } from '#domain/scope.ts';
import { type CatalogFacets, maxCategoryFacets } from '#schemas/http/catalog.ts';
import type { Database } from '../postgres/database.ts';
import type { CatalogFilter } from './read-items.ts';
import { orTooBroad } from './search-too-broad.ts';

const categoriesSql = 'SELECT category, products FROM catalog_categories($1, $2, $3, $4)';
const availableSql = 'SELECT available, unavailable FROM catalog_availability($1, $2, $3)';

/**
 * Counts all products of each choice of a list: those of a category without the filter by category, and likewise of availability. Categories that are spelled differently and are one path are one choice.
 * Throws `DatabaseUnavailable`, and `SearchTooBroad` if the pool's statement timeout is over.
 */
export async function readFacets(
  database: Database,
  scope: Scope,
  { q = null, category = null, available = null }: { [Name in keyof CatalogFilter]: CatalogFilter[Name] | null },
): Promise<CatalogFacets> {
  const reading = database.scoped({ scopes: [scope] }, async (client) => {
    const categories = await client.query<CatalogFacets['categories'][number]>(categoriesSql, [
      scope,
      q,
      available,
      maxCategoryFacets,
    ]);
    const counted = await client.query<Pick<CatalogFacets, 'available' | 'unavailable'>>(availableSql, [
      scope,
      q,
      category,
    ]);
    return { categories: categories.rows, ...counted.rows[0]! };
  });
  return orTooBroad(reading);
}
