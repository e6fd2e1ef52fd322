import type { Database } from '../postgres/database.ts';

/** The projections that judge amounts by the tenant's currency at the time they are folded. */
const ofAmounts = ['analytics', 'attribution', 'experiment_results', 'top_products'];

/** Processors know a tenant's currency for 5 s: what was begun before that may have amounts judged by the one before. */
export const settledAfter = `interval '10 seconds'`;

/** How many tenants have changed their currency since the live version of a projection was begun, by its name; as the owner, who sees all of them. */
export async function readFormerCurrencies(database: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ name: string; tenants: number }>(
    `SELECT p.name, count(DISTINCT s.tenant_id)::int AS tenants
     FROM projections p, currency_changes c JOIN scopes s USING (scope)
     WHERE p.name = ANY ($1) AND coalesce(p.built_since, '-infinity') < c.changed_at + ${settledAfter} GROUP BY p.name`,
    [ofAmounts],
  );
  return new Map(rows.map(({ name, tenants }) => [name, tenants]));
}
