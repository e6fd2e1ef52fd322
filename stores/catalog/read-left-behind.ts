import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveVersion } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';
import { type CatalogRow, itemColumns } from './read-items.ts';

/** Takes scope, time, id and limit, as `readLeftBehind`. */
export const leftBehindSql = `SELECT ${itemColumns} FROM ${catalogItems.name} t
  WHERE t.version = ${liveVersion(catalogItems)} AND t.scope = $1 AND NOT t.deleted AND t.available AND t.updated_at < $2 AND t.product_id > $3 ORDER BY t.product_id LIMIT $4`;

/** A page of the available products that nobody has written since `before`, in the order of ids behind `after` (empty: from the first). Throws `DatabaseUnavailable`. */
export async function readLeftBehind(
  database: Database,
  scope: Scope,
  { before, after, limit }: { before: Date; after: string; limit: number },
): Promise<CatalogRow[]> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<CatalogRow>(leftBehindSql, [scope, before, after, limit]),
  );
  return rows;
}
