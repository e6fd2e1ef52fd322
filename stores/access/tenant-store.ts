import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import {
  defaultTenantConfig,
  mergeTenantConfig,
  type TenantConfigChange,
} from '#domain/access/default-tenant-config.ts';
import type { Tenant, TenantConfig, TenantStatus } from '#domain/access/tenant.ts';
import type { Database } from '../postgres/database.ts';
import { type Actor, recordAct } from './record-act.ts';

export async function createTenant(
  database: Database,
  actor: Actor,
  name: string,
  change: TenantConfigChange,
): Promise<string> {
  const tenantId = randomUUID();
  await database.scoped({ tenantId }, async (client) => {
    await client.query('INSERT INTO tenants (tenant_id, admin_id, name, config) VALUES ($1, $2, $3, $4)', [
      tenantId,
      actor.adminId,
      name,
      mergeTenantConfig(defaultTenantConfig, change),
    ]);
    await client.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [tenantId]);
    await recordAct(client, actor, {
      tenantId,
      action: 'tenant.created',
      subject: 'tenant',
      subjectId: tenantId,
      detail: { name },
    });
  });
  return tenantId;
}

export type TenantChange = { name?: string; status?: TenantStatus; config?: TenantConfigChange };

/** Changes a tenant as it stands now, not as the caller last saw it. */
export async function updateTenant(
  database: Database,
  actor: Actor,
  tenantId: string,
  change: TenantChange,
): Promise<void> {
  await database.scoped({ tenantId }, async (client) => {
    const config =
      change.config === undefined ? null : mergeTenantConfig(await lockConfig(client, tenantId), change.config);
    await client.query(
      `UPDATE tenants SET name = coalesce($2, name), status = coalesce($3, status), config = coalesce($4, config), updated_at = now(),
         deleted_at = CASE WHEN $3 = 'deleted' THEN now() ELSE deleted_at END
       WHERE tenant_id = $1`,
      [tenantId, change.name ?? null, change.status ?? null, config],
    );
    const action = change.status === 'deleted' ? 'tenant.deleted' : 'tenant.updated';
    await recordAct(client, actor, { tenantId, action, subject: 'tenant', subjectId: tenantId, detail: change });
  });
}

async function lockConfig(client: pg.PoolClient, tenantId: string): Promise<TenantConfig> {
  const { rows } = await client.query<{ config: Tenant['config'] }>(
    'SELECT config FROM tenants WHERE tenant_id = $1 FOR UPDATE',
    [tenantId],
  );
  return mergeTenantConfig(defaultTenantConfig, rows[0]?.config ?? {});
}
