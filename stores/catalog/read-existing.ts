import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';

/** Those of these ids that any of these catalogs has. Throws `DatabaseUnavailable`. */
export async function readExisting(
  database: Database,
  scopes: readonly Scope[],
  productIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (productIds.length === 0) return new Set();
  const { rows } = await database.scoped({ scopes }, (client) =>
    client.query<{ product_id: string }>(
      `SELECT t.product_id FROM ${liveRows(catalogItems)} WHERE t.scope = ANY ($1) AND t.product_id = ANY ($2) AND NOT t.deleted`,
      [scopes, productIds],
    ),
  );
  return new Set(rows.map(({ product_id }) => product_id));
}
