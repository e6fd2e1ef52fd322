import type { PlacementRules, Rule } from '#domain/rules/rule.ts';
import type { Database } from '../postgres/database.ts';
import { readIn } from './rules-store.ts';

export type RulesVersion = { version: number; rules: Rule[]; adminId: string; at: Date };

/** The list of a placement as it was saved last; undefined where none was. */
export const readRules = (
  database: Database,
  tenantId: string,
  placementId: string,
): Promise<PlacementRules | undefined> =>
  database.scoped({ tenantId }, (client) => readIn(client, tenantId, placementId));

const kept = `placement_rule_versions v JOIN placement_rules r USING (list_id) WHERE r.tenant_id = $1 AND r.placement_id = $2`;

/** A page of what the list of a placement was, the newest first, and how many versions are kept. */
export async function listRulesVersions(
  database: Database,
  tenantId: string,
  placementId: string,
  limit: number,
  offset: number,
): Promise<{ versions: RulesVersion[]; total: number }> {
  return database.scoped({ tenantId }, async (client) => {
    const { rows } = await client.query<RulesVersion>(
      `SELECT v.version, v.rules, v.admin_id AS "adminId", v.at FROM ${kept} ORDER BY v.version DESC LIMIT $3 OFFSET $4`,
      [tenantId, placementId, limit, offset],
    );
    const counted = await client.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${kept}`, [
      tenantId,
      placementId,
    ]);
    return { versions: rows, total: counted.rows[0]?.total ?? 0 };
  });
}
