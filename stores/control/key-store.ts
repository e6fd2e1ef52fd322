import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { KeyPermissions } from '#domain/access/tenant.ts';
import type { Scope, Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { createKey, hmacOfKey } from './key-secrets.ts';
import { type Actor, type KeepAnswer, recordAct } from './record-act.ts';
import { inActiveTenant, type TenantNotActive } from './tenant-store.ts';

export type NewKey = {
  name: string;
  permissions: KeyPermissions;
  space: Space;
  scope: Scope;
  readsPerMinute: number;
  writesPerMinute: number;
};
export type KeyRecord = {
  keyId: string;
  name: string;
  keyPrefix: string;
  permissions: KeyPermissions;
  space: Space;
  readsPerMinute: number;
  writesPerMinute: number;
  createdAt: Date;
  lastUsedAt: Date | null;
  lastDay: KeyDay;
};

/** Requests that came with a key in the last 24 hours, by whole hours; how many were refused (400 to 499), and how many of these by a limit (429). */
export type KeyDay = { requests: number; refused: number; limited: number };
const noRequests: KeyDay = { requests: 0, refused: 0, limited: 0 };

/** With the key itself, which is returned this once and then known to its holder alone. */
export type CreatedKey = KeyRecord & { key: string };

/** Makes a key, unless the tenant has `maxActive` keys already or is not active. It locks the tenant's row, so that two at a time cannot both pass the count. */
export async function insertKey(
  database: Database,
  actor: Actor,
  tenantId: string,
  hmacSecret: string,
  maxActive: number,
  wanted: NewKey,
  keepAnswer?: KeepAnswer<CreatedKey>,
): Promise<CreatedKey | TenantNotActive | 'too_many'> {
  const { key, keyPrefix } = createKey(wanted.space);
  const keyId = randomUUID();
  return inActiveTenant(database, tenantId, async (client) => {
    const { rowCount } = await client.query('SELECT FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL', [
      tenantId,
    ]);
    if ((rowCount ?? 0) >= maxActive) return 'too_many';
    const { rows } = await client.query<{ created_at: Date }>(
      `INSERT INTO api_keys (key_id, tenant_id, scope, name, key_hmac, key_prefix, permissions, space, reads_per_minute, writes_per_minute)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING created_at`,
      [
        keyId,
        tenantId,
        wanted.scope,
        wanted.name,
        hmacOfKey(key, hmacSecret),
        keyPrefix,
        wanted.permissions,
        wanted.space,
        wanted.readsPerMinute,
        wanted.writesPerMinute,
      ],
    );
    await recordAct(client, actor, {
      tenantId,
      action: 'api_key.created',
      subject: 'api_key',
      subjectId: keyId,
      detail: { name: wanted.name, permissions: wanted.permissions, space: wanted.space },
    });
    const createdAt = rows[0]?.created_at ?? new Date();
    const created = { ...wanted, keyId, keyPrefix, key, createdAt, lastUsedAt: null, lastDay: noRequests };
    await keepAnswer?.(client, created);
    return created;
  });
}

/** Revokes a key and keeps its row; false if there is no such active key. */
export async function revokeKey(
  database: Database,
  actor: Actor,
  tenantId: string,
  keyId: string,
  keepAnswer?: KeepAnswer<true>,
): Promise<boolean> {
  return database.scoped({ tenantId }, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1 AND key_id = $2 AND revoked_at IS NULL RETURNING name',
      [tenantId, keyId],
    );
    const [revoked] = rows;
    if (revoked === undefined) return false;
    await recordAct(client, actor, {
      tenantId,
      action: 'api_key.revoked',
      subject: 'api_key',
      subjectId: keyId,
      detail: { name: revoked.name },
    });
    await keepAnswer?.(client, true);
    return true;
  });
}

export async function listKeys(database: Database, tenantId: string): Promise<KeyRecord[]> {
  const { rows } = await database.scoped({ tenantId }, (client) =>
    client.query<KeyRecord>(
      `SELECT key_id AS "keyId", name, key_prefix AS "keyPrefix", permissions, space, reads_per_minute AS "readsPerMinute",
              writes_per_minute AS "writesPerMinute", created_at AS "createdAt", last_used_at AS "lastUsedAt",
              (SELECT jsonb_build_object('requests', coalesce(sum(requests), 0), 'refused', coalesce(sum(refused), 0), 'limited', coalesce(sum(limited), 0))
               FROM key_requests r WHERE r.tenant_id = k.tenant_id AND r.key_id = k.key_id
                 AND r.hour > date_trunc('hour', now()) - interval '24 hours') AS "lastDay"
       FROM api_keys k WHERE tenant_id = $1 AND revoked_at IS NULL ORDER BY created_at, key_id`,
      [tenantId],
    ),
  );
  return rows;
}

/** Writes when keys of one tenant were last used. The caller decides how often. */
export async function writeLastUsed(
  client: pg.PoolClient,
  tenantId: string,
  used: readonly (readonly [keyId: string, at: Date])[],
): Promise<void> {
  await client.query(
    `UPDATE api_keys k SET last_used_at = greatest(k.last_used_at, u.at) FROM unnest($2::uuid[], $3::timestamptz[]) AS u (key_id, at)
     WHERE k.tenant_id = $1 AND k.key_id = u.key_id`,
    [tenantId, used.map(([keyId]) => keyId), used.map(([, at]) => at)],
  );
}

/** Writes that a key was used for what it may not do, as an act of nobody. */
export async function recordRefusals(
  client: pg.PoolClient,
  tenantId: string,
  keyId: string,
  requests: number,
): Promise<void> {
  await client.query(
    `INSERT INTO audit_log (tenant_id, action, subject_id, detail)
     SELECT tenant_id, 'api_key.refused', key_id::text, jsonb_build_object('name', name, 'requests', $3::int)
     FROM api_keys WHERE tenant_id = $1 AND key_id = $2`,
    [tenantId, keyId, requests],
  );
}
