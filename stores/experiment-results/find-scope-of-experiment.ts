import type { Database } from '../postgres/database.ts';

/** The tenant of an experiment, and the scope of that tenant's space; undefined where there is no such experiment. As the owner, who sees all. */
export async function findScopeOfExperiment(
  database: Database,
  experimentId: string,
  space: string,
): Promise<{ tenantId: string; scope: number } | undefined> {
  const { rows } = await database.query<{ tenantId: string; scope: number }>(
    `SELECT tenant_id AS "tenantId", scope FROM experiments JOIN scopes USING (tenant_id) WHERE experiment_id::text = $1 AND space = $2`,
    [experimentId, space],
  );
  return rows[0];
}
