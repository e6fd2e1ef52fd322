import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';

/** The names of products that the catalog has, by their ids. Within a transaction that was told the scope. */
export async function readNames(
  client: pg.PoolClient,
  scope: Scope,
  productIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ product_id: string; name: string }>({
    name: 'catalog-names',
    text: `SELECT t.product_id, t.name FROM ${liveRows(catalogItems)} WHERE t.scope = $1 AND t.product_id = ANY ($2) AND NOT t.deleted`,
    values: [scope, productIds],
  });
  return new Map(rows.map(({ product_id, name }) => [product_id, name]));
}
