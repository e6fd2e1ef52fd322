import type { Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import type { Position } from '../replays/replay.ts';

/** What a sandbox was made of. Its data is in its test space, so that nothing of it counts as live. */
export type SandboxOrigin = {
  /** The tenant's id. */
  of: string;
  space: Space;
  isPseudonymised: boolean;
  /** Nothing at or behind these was taken, so that a fork that was cut short goes on with the same. */
  positions: readonly Position[];
  /** ISO 8601; null while it is being filled. */
  filledAt: string | null;
};
export type Sandbox = { tenantId: string; name: string; origin: SandboxOrigin };

const columns = 'tenant_id AS "tenantId", name, sandbox AS origin';

/** Returns the sandbox of a tenant that was begun and not filled; undefined if there is none. As the owner, who sees all tenants. */
export async function readUnfilledSandbox(
  database: Database,
  { of, space, isPseudonymised }: Pick<SandboxOrigin, 'of' | 'space' | 'isPseudonymised'>,
): Promise<Sandbox | undefined> {
  const { rows } = await database.query<Sandbox>(
    `SELECT ${columns} FROM tenants WHERE status <> 'deleted' AND sandbox->>'of' = $1 AND sandbox->>'space' = $2
       AND (sandbox->>'isPseudonymised')::boolean = $3 AND sandbox->>'filledAt' IS NULL ORDER BY created_at DESC LIMIT 1`,
    [of, space, isPseudonymised],
  );
  return rows[0];
}

/** Marks a tenant as a sandbox, or notes that it is filled. */
export async function markSandbox(database: Database, tenantId: string, origin: SandboxOrigin): Promise<void> {
  await database.query('UPDATE tenants SET sandbox = $2 WHERE tenant_id = $1', [tenantId, JSON.stringify(origin)]);
}

/** Returns who owns a tenant, its name and what it has set. Throws if there is no such tenant, or if it was deleted. */
export async function readForkedTenant(
  database: Database,
  tenantId: string,
): Promise<{ email: string; name: string; adminId: string; config: Readonly<Record<string, unknown>> }> {
  const { rows } = await database.query<{
    email: string;
    name: string;
    adminId: string;
    config: Record<string, unknown>;
  }>(
    `SELECT a.email, t.name, t.admin_id AS "adminId", t.config FROM tenants t JOIN admins a USING (admin_id) WHERE t.tenant_id = $1 AND t.status <> 'deleted'`,
    [tenantId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no tenant ${tenantId}`);
  return row;
}

/** Returns what is set for the placements of a tenant: the ids that have rules. */
export async function readRuledPlacements(database: Database, tenantId: string): Promise<string[]> {
  const { rows } = await database.query<{ placementId: string }>(
    `SELECT placement_id AS "placementId" FROM placement_rules WHERE tenant_id = $1 AND rules <> '[]' ORDER BY 1`,
    [tenantId],
  );
  return rows.map(({ placementId }) => placementId);
}
