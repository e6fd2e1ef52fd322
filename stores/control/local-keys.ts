import { randomUUID } from 'node:crypto';
import {
  defaultTenantConfig,
  mergeTenantConfig,
  type TenantConfigChange,
} from '#domain/access/default-tenant-config.ts';
import type { KeyPermissions } from '#domain/access/tenant.ts';
import type { Scope, Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { createKey, hmacOfKey } from './key-secrets.ts';

/** The address in audit rows of these acts. The owner of a data folder may act as its tenants: as the database's owner they make keys and tenants. */
const address = 'recomengine command';
const generousPerMinute = 1_000_000;

export type LocalKey = { keyId: string; key: string };

/** Whether there is any tenant; deleted tenants count. */
export async function hasTenants(database: Database): Promise<boolean> {
  const { rowCount } = await database.query('SELECT FROM tenants LIMIT 1');
  return rowCount === 1;
}

/** Returns the id of a tenant by id or exact name; null if there is none. Throws if several tenants have the name. */
export async function findTenant(database: Database, idOrName: string): Promise<string | null> {
  const { rows } = await database.query<{ tenant_id: string }>(
    `SELECT tenant_id FROM tenants WHERE status <> 'deleted' AND (tenant_id::text = $1 OR name = $1)`,
    [idOrName],
  );
  if (rows.length > 1)
    throw new Error(`${rows.length} tenants are called ${idOrName}: name the one you mean by its id`);
  return rows[0]?.tenant_id ?? null;
}

/** Returns the scope of a tenant's space. Throws if there is no such tenant. */
export async function findScope(database: Database, tenantId: string, space: Space): Promise<Scope> {
  const { rows } = await database.query<{ scope: Scope }>(
    'SELECT scope FROM scopes WHERE tenant_id = $1 AND space = $2',
    [tenantId, space],
  );
  const scope = rows[0]?.scope;
  if (scope === undefined) throw new Error(`tenant ${tenantId} has no space ${space}`);
  return scope;
}

/** Returns the tenants with this exact name, and the one with this id, whatever its name; deleted ones too. */
export async function listNamesakes(
  database: Database,
  name: string,
  tenantId: string,
): Promise<{ tenantId: string; isDeleted: boolean }[]> {
  const { rows } = await database.query<{ tenantId: string; isDeleted: boolean }>(
    `SELECT tenant_id AS "tenantId", status = 'deleted' AS "isDeleted" FROM tenants WHERE name = $1 OR tenant_id = $2`,
    [name, tenantId],
  );
  return rows;
}

/** No password matches this hash: such an admin sets one by a reset. */
export const noPassword = '!';

/** Returns whose a tenant is, and whether that admin has a password to log in by. Throws if there is no such tenant. */
export async function readAdmin(
  database: Database,
  tenantId: string,
): Promise<{ email: string; hasPassword: boolean }> {
  const { rows } = await database.query<{ email: string; hasPassword: boolean }>(
    `SELECT email, password_hash <> $2 AS "hasPassword" FROM tenants JOIN admins USING (admin_id) WHERE tenant_id = $1`,
    [tenantId, noPassword],
  );
  const [admin] = rows;
  if (admin === undefined) throw new Error(`there is no tenant ${tenantId}`);
  return admin;
}

/** Makes a tenant for the admin with this e-mail, who is made without a usable password if there is none. `tenantId` is a new one if left out. */
export async function createLocalTenant(
  database: Database,
  name: string,
  email: string,
  config: TenantConfigChange,
  passwordHash: string,
  tenantId: string = randomUUID(),
): Promise<string> {
  await database.transaction(async (client) => {
    await client.query(
      `INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [randomUUID(), email, passwordHash],
    );
    await client.query(
      `INSERT INTO tenants (tenant_id, admin_id, name, config) SELECT $1, admin_id, $2, $3 FROM admins WHERE lower(email) = lower($4)`,
      [tenantId, name, mergeTenantConfig(defaultTenantConfig, config), email],
    );
    await client.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [tenantId]);
    await client.query(
      `INSERT INTO audit_log (tenant_id, action, subject_id, detail, address) VALUES ($1::uuid, 'tenant.created', $1::text, $2, $3)`,
      [tenantId, { name }, address],
    );
    await client.query(`SELECT append_control('tenant', $1)`, [tenantId]);
  });
  return tenantId;
}

/** Makes a key without the limits of the API; its callers revoke it or keep it for the demo. `keyId` is a new one if left out. */
export async function createLocalKey(
  database: Database,
  tenantId: string,
  name: string,
  permissions: KeyPermissions,
  space: 'live' | 'test',
  hmacSecret: string,
  keyId: string = randomUUID(),
): Promise<LocalKey> {
  const { key, keyPrefix } = createKey(space);
  await database.transaction(async (client) => {
    await client.query(
      `INSERT INTO api_keys (key_id, tenant_id, scope, name, key_hmac, key_prefix, permissions, space, reads_per_minute, writes_per_minute)
       SELECT $1, $2, scope, $3, $4, $5, $6, $7, $8, $8 FROM scopes WHERE tenant_id = $2 AND space = $7`,
      [keyId, tenantId, name, hmacOfKey(key, hmacSecret), keyPrefix, permissions, space, generousPerMinute],
    );
    await client.query(
      `INSERT INTO audit_log (tenant_id, action, subject_id, detail, address) VALUES ($1, 'api_key.created', $2, $3, $4)`,
      [tenantId, keyId, { name, permissions, space }, address],
    );
    await client.query(`SELECT append_control('api_key', $1)`, [keyId]);
  });
  return { keyId, key };
}

/** Returns the ids of the keys of this name that commands made for a tenant and did not revoke; not of one that an admin gave the same name. */
export async function listLeftKeys(database: Database, tenantId: string, name: string): Promise<string[]> {
  const { rows } = await database.query<{ keyId: string }>(
    `SELECT k.key_id AS "keyId" FROM api_keys k JOIN audit_log a ON a.tenant_id = k.tenant_id AND a.subject_id = k.key_id::text
     WHERE k.tenant_id = $1 AND k.name = $2 AND k.revoked_at IS NULL AND a.action = 'api_key.created' AND a.address = $3`,
    [tenantId, name, address],
  );
  return rows.map(({ keyId }) => keyId);
}

export async function revokeLocalKey(database: Database, keyId: string): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('UPDATE api_keys SET revoked_at = now() WHERE key_id = $1', [keyId]);
    await client.query(`SELECT append_control('api_key', $1)`, [keyId]);
  });
}
