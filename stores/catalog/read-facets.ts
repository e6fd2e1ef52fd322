import type { Scope } from '#domain/scope.ts';
import { type CatalogFacets, countedProducts, maxAttributeValues, maxCategoryFacets } from '#schemas/http/catalog.ts';
import type { Database } from '../postgres/database.ts';
import { type CatalogFilter, listed } from './read-items.ts';
import { searchText } from './search-text.ts';
import { orTooBroad } from './search-too-broad.ts';

const categoriesSql = 'SELECT category, products FROM catalog_categories($1, $2, $3, $4, $5, $6)';
const availableSql = 'SELECT available, unavailable FROM catalog_availability($1, $2, $3, $4, $5)';
const attributeSql = 'SELECT value, products FROM catalog_attribute($1, $2, $3, $4, $5, $6, $7, $8, $9)';

type Counted = { [Name in keyof CatalogFilter]: CatalogFilter[Name] | null };

/**
 * Counts all products of each choice of a list: those of a category without the filter by category, and likewise of availability and of each attribute in `facetsOf`, of which the first products are
 * counted alone. Categories that are spelled differently and are one path are one choice.
 * Throws `DatabaseUnavailable`, and `SearchTooBroad` if the pool's statement timeout is over.
 */
export async function readFacets(
  database: Database,
  scope: Scope,
  { q: asked = null, category = null, available = null, attributes }: Counted,
  facetsOf: readonly string[] = [],
): Promise<CatalogFacets> {
  const q = asked === null ? null : searchText(asked);
  const having = attributes ?? [];
  const reading = database.scoped({ scopes: [scope] }, async (client) => {
    const categories = await client.query<CatalogFacets['categories'][number]>(categoriesSql, [
      scope,
      q,
      available,
      ...listed(having),
      maxCategoryFacets,
    ]);
    const counted = await client.query<Pick<CatalogFacets, 'available' | 'unavailable'>>(availableSql, [
      scope,
      q,
      category,
      ...listed(having),
    ]);
    const ofAttributes: CatalogFacets['attributes'] = [];
    for (const name of facetsOf) {
      const others = listed(having.filter((one) => one.name !== name));
      const wanted = [scope, q, category, available, ...others, name, countedProducts, maxAttributeValues];
      const { rows } = await client.query<{ value: string; products: number }>(attributeSql, wanted);
      ofAttributes.push({ name, values: rows });
    }
    return { categories: categories.rows, ...counted.rows[0]!, attributes: ofAttributes };
  });
  return orTooBroad(reading);
}
