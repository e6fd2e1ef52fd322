import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { ApiKey, KeyPermissions, Tenant, TenantConfig, TenantStatus } from '#domain/access/tenant.ts';
import type { Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

export type KeyRow = {
  key_id: string;
  tenant_id: string;
  scope: number;
  space: Space;
  permissions: KeyPermissions;
  reads_per_minute: number;
  writes_per_minute: number;
  /** Hex. */
  key_hmac: string;
};
export type TenantRow = {
  tenant_id: string;
  admin_id: string;
  name: string;
  status: TenantStatus;
  config: Partial<TenantConfig>;
  created_at: Date | string;
  updated_at: Date | string;
};
type ScopeRow = { scope: number; tenant_id: string; space: Space };

/** All tenants that are not deleted and their active keys, as of one number of `control_log`. Plain JSON: it is also kept in a file. */
export type AccessSnapshot = { number: string; keys: KeyRow[]; tenants: TenantRow[]; scopes: ScopeRow[] };

export async function readNewestNumber(database: Database, timeoutMs: number): Promise<string> {
  const { rows } = await database.query<{ number: string }>(newestSql, [], timeoutMs);
  return rows[0]?.number ?? '0';
}

const newestSql = 'SELECT coalesce(max(number), 0)::text AS number FROM control_log';

export async function readAccessSnapshot(database: Database): Promise<AccessSnapshot> {
  return database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const newest = await client.query<{ number: string }>(newestSql);
    const keys = await client.query<KeyRow>(
      `SELECT key_id, tenant_id, scope, space, permissions, reads_per_minute, writes_per_minute, encode(key_hmac, 'hex') AS key_hmac FROM control_keys()`,
    );
    const tenants = await client.query<TenantRow>(
      'SELECT tenant_id, admin_id, name, status, config, created_at, updated_at FROM control_tenants()',
    );
    const scopes = await client.query<ScopeRow>('SELECT scope, tenant_id, space FROM control_scopes()');
    return { number: newest.rows[0]?.number ?? '0', keys: keys.rows, tenants: tenants.rows, scopes: scopes.rows };
  });
}

/** Every tenant of a snapshot with its two scopes, the oldest first. */
export function tenantsOf({ tenants, scopes }: AccessSnapshot): Tenant[] {
  const scopesOf = new Map<string, Record<Space, number>>();
  for (const { tenant_id, space, scope } of scopes)
    scopesOf.set(tenant_id, { ...(scopesOf.get(tenant_id) ?? { live: 0, test: 0 }), [space]: scope });
  return tenants
    .flatMap((row) => {
      const own = scopesOf.get(row.tenant_id);
      return own === undefined ? [] : [toTenant(row, own)];
    })
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.tenantId < b.tenantId ? -1 : 1));
}

export function toTenant(row: TenantRow, scopes: Record<Space, number>): Tenant {
  return {
    tenantId: row.tenant_id,
    adminId: row.admin_id,
    name: row.name,
    status: row.status,
    config: mergeTenantConfig(defaultTenantConfig, row.config),
    scopes,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

export function toKey(row: KeyRow): ApiKey {
  return {
    keyId: row.key_id,
    tenantId: row.tenant_id,
    scope: row.scope,
    space: row.space,
    permissions: row.permissions,
    readsPerMinute: row.reads_per_minute,
    writesPerMinute: row.writes_per_minute,
  };
}
