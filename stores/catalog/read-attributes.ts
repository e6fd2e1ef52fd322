import type { JsonType, KnownAttributes } from '#domain/rules/known-attributes.ts';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';

/** From either end of a space's product ids, so that a catalog of a million products costs no more. */
const productsFromAnEnd = 500;
const maxAttributes = 5_000;

const ofEnd = (order: 'ASC' | 'DESC') =>
  `(SELECT t.product_id, t.attributes FROM ${liveRows(catalogItems)} WHERE t.scope = s.scope AND NOT t.deleted
    ORDER BY t.product_id ${order} LIMIT ${productsFromAnEnd})`;
const attributesSql = `
SELECT DISTINCT a.key AS name, json_typeof(a.value) AS type
FROM unnest($1::int[]) AS s (scope)
  CROSS JOIN LATERAL (${ofEnd('ASC')} UNION ${ofEnd('DESC')}) AS p
  CROSS JOIN LATERAL json_each(p.attributes::json) AS a
LIMIT ${maxAttributes}`;

/**
 * The attributes of these catalogs by name, with the types they have there: of the first and the last 500 products of each by their ids.
 * Throws `DatabaseUnavailable`.
 */
export async function readAttributes(database: Database, scopes: readonly Scope[]): Promise<KnownAttributes> {
  const { rows } = await database.scoped({ scopes }, (client) =>
    client.query<{ name: string; type: JsonType }>(attributesSql, [scopes]),
  );
  const known = new Map<string, Set<JsonType>>();
  for (const { name, type } of rows) known.set(name, (known.get(name) ?? new Set()).add(type));
  return known;
}
