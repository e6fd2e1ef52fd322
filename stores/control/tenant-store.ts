import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { asBefore } from '#domain/access/as-before.ts';
import {
  defaultTenantConfig,
  mergeTenantConfig,
  type TenantConfigChange,
} from '#domain/access/default-tenant-config.ts';
import type { Tenant, TenantStatus } from '#domain/access/tenant.ts';
import type { Database } from '../postgres/database.ts';
import type { Written } from './control-kind.ts';
import { type Actor, type KeepAnswer, recordAct } from './record-act.ts';
import { tenantColumns, toTenant } from './tenant-kind.ts';

/** Makes a tenant with its two spaces. */
export async function createTenant(
  database: Database,
  actor: Actor,
  name: string,
  change: TenantConfigChange,
  keepAnswer?: KeepAnswer<Tenant>,
): Promise<Tenant> {
  const tenantId = randomUUID();
  return database.scoped({ tenantId }, async (client) => {
    await client.query('INSERT INTO tenants (tenant_id, admin_id, name, config) VALUES ($1, $2, $3, $4)', [
      tenantId,
      actor.adminId,
      name,
      mergeTenantConfig(defaultTenantConfig, change),
    ]);
    await client.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [tenantId]);
    const act = {
      tenantId,
      action: 'tenant.created',
      subject: 'tenant',
      subjectId: tenantId,
      detail: { name },
    } as const;
    await recordAct(client, actor, act);
    const tenant = await readTenant(client, tenantId);
    await keepAnswer?.(client, tenant);
    return tenant;
  });
}

export type TenantChange = { name?: string; status?: TenantStatus; config?: TenantConfigChange };

/**
 * Changes a tenant as it stands now, not as the caller last saw it; if it must be as it was seen, `isSeen` says whether it is. Returns `suspended` if it is suspended
 * and the change is of more than its status, `gone` if it was deleted, `overtaken` if it is another than was seen.
 */
export async function updateTenant(
  database: Database,
  actor: Actor,
  tenantId: string,
  change: TenantChange,
  { keepAnswer, isSeen = () => true }: { keepAnswer?: KeepAnswer<Tenant>; isSeen?: (now: Tenant) => boolean } = {},
): Promise<Tenant | TenantNotActive | 'overtaken'> {
  return database.scoped({ tenantId }, async (client) => {
    const status = await lockTenant(client, tenantId);
    if (status === 'deleted') return 'gone';
    const isOfMore = change.name !== undefined || change.config !== undefined;
    if (status === 'suspended' && isOfMore) return 'suspended';
    const former = await readTenant(client, tenantId);
    if (!isSeen(former)) return 'overtaken';
    const { config } = former;
    await client.query(
      `UPDATE tenants SET name = coalesce($2, name), status = coalesce($3, status), config = $4, updated_at = now(),
         deleted_at = CASE WHEN $3 = 'deleted' THEN now() END
       WHERE tenant_id = $1`,
      [tenantId, change.name ?? null, change.status ?? null, mergeTenantConfig(config, change.config ?? {})],
    );
    const currency = change.config?.currency ?? config.currency;
    if (currency !== config.currency) await noteFormerCurrency(client, tenantId, config.currency);
    const action = change.status === undefined ? 'tenant.updated' : statusActions[change.status];
    const detail = { ...change, before: asBefore(former, change) };
    await recordAct(client, actor, { tenantId, action, subject: 'tenant', subjectId: tenantId, detail });
    const tenant = await readTenant(client, tenantId);
    await keepAnswer?.(client, tenant);
    return tenant;
  });
}

/** What is folded already was judged by this currency: `readFoldState` says so, until it was rebuilt. */
async function noteFormerCurrency(client: pg.PoolClient, tenantId: string, former: string): Promise<void> {
  const ofTenant = 'SELECT scope FROM scopes WHERE tenant_id = $1';
  await client.query(
    `SELECT set_config('recomengine.scopes', (SELECT string_agg(scope::text, ',') FROM (${ofTenant}) s), true)`,
    [tenantId],
  );
  await client.query(
    `INSERT INTO currency_changes (scope, former, changed_at) SELECT scope, $2, now() FROM (${ofTenant}) s
     ON CONFLICT (scope) DO UPDATE SET former = excluded.former, changed_at = excluded.changed_at`,
    [tenantId, former],
  );
}

const statusActions: Record<TenantStatus, string> = {
  active: 'tenant.activated',
  suspended: 'tenant.suspended',
  deleted: 'tenant.deleted',
};

/** Returns a tenant's status and locks its row until the end of the transaction, so that changes of one tenant come one after another. */
export async function lockTenant(client: pg.PoolClient, tenantId: string): Promise<TenantStatus> {
  const { rows } = await client.query<{ status: TenantStatus }>(
    'SELECT status FROM tenants WHERE tenant_id = $1 FOR UPDATE',
    [tenantId],
  );
  return rows[0]?.status ?? 'deleted';
}

/** Why something of a tenant was not changed; `gone` is a tenant that was deleted. */
export type TenantNotActive = 'suspended' | 'gone';

/** One change of what a tenant has, after all others of that tenant; none while it is not active. */
export function inActiveTenant<Result>(
  database: Database,
  tenantId: string,
  change: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result | TenantNotActive> {
  return database.scoped({ tenantId }, async (client) => {
    const status = await lockTenant(client, tenantId);
    if (status !== 'active') return status === 'suspended' ? 'suspended' : 'gone';
    return change(client);
  });
}

async function readTenant(client: pg.PoolClient, tenantId: string): Promise<Tenant> {
  const { rows } = await client.query<Written<Tenant>>(
    `SELECT ${tenantColumns}
     FROM (SELECT *, (SELECT jsonb_object_agg(space, scope) FROM scopes s WHERE s.tenant_id = t.tenant_id) AS scopes FROM tenants t) of
     WHERE tenant_id = $1`,
    [tenantId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`tenant ${tenantId} vanished within its own transaction`);
  return toTenant(row);
}
