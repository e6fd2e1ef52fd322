import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { AccessDirectory, ApiKey, KeyPermissions, Tenant, TenantStatus } from '#domain/access/tenant.ts';
import type { Space } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { hmacOfKey } from './key-secrets.ts';

export type OpenAccessDirectory = AccessDirectory & {
  /** All tenants that are not deleted, the oldest first. */
  tenants(): Tenant[];
  /** Resolves when everything that was committed by now is in force here. */
  refresh(): Promise<void>;
  /** Keys that were used since the last call, with the time; for `lastUsedAt`. */
  takeUsedKeys(): Map<string, Date>;
  close(): Promise<void>;
};

export type AccessDirectoryOptions = {
  hmacSecret: string;
  /** What is known is kept here, so that a start without Postgres knows the keys. It holds no key, only their HMACs. */
  cacheFile: string;
  onError?: (error: unknown) => void;
  pollMs?: number;
};

const defaultPollMs = 500;
/** While Postgres does not answer, known keys stay valid for this long. */
const validWithoutPollMs = 15 * 60_000;
/** Keys as they are sent, beside what they are: saves the HMAC of each request. */
const rememberedKeys = 10_000;

type KeyRow = {
  key_id: string;
  tenant_id: string;
  scope: number;
  space: Space;
  permissions: KeyPermissions;
  reads_per_minute: number;
  writes_per_minute: number;
  key_hmac: string;
};
type TenantRow = {
  tenant_id: string;
  admin_id: string;
  name: string;
  status: TenantStatus;
  config: object;
  created_at: string;
  updated_at: string;
};
type ScopeRow = { scope: number; tenant_id: string; space: Space };
type Snapshot = { number: string; readAtMs: number; keys: KeyRow[]; tenants: TenantRow[]; scopes: ScopeRow[] };

/** Opens the directory: from Postgres, or, while that is down, from the file of the last time. Polls `control_log` from then on. */
export async function openAccessDirectory(
  database: Database,
  options: AccessDirectoryOptions,
): Promise<OpenAccessDirectory> {
  let byHmac = new Map<string, ApiKey>();
  let tenants = new Map<string, Tenant>();
  let byScope = new Map<number, Tenant>();
  let number = '-1';
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  let version = 0;
  const remembered = new LRUCache<string, { version: number; key: ApiKey }>({ max: rememberedKeys });
  let used = new Map<string, Date>();
  const closing = new AbortController();

  const take = (snapshot: Snapshot) => {
    tenants = new Map(snapshot.tenants.map((row) => [row.tenant_id, toTenant(row, snapshot.scopes)]));
    byScope = new Map(
      [...tenants.values()].flatMap((tenant) => Object.values(tenant.scopes).map((scope) => [scope, tenant] as const)),
    );
    byHmac = new Map(snapshot.keys.map((row) => [row.key_hmac, toKey(row)]));
    number = snapshot.number;
    confirmedAtMs = snapshot.readAtMs;
    version += 1;
    remembered.clear();
  };

  const poll = async (): Promise<void> => {
    const { rows } = await database.query<{ number: string }>(
      'SELECT coalesce(max(number), 0)::text AS number FROM control_log',
    );
    const newest = rows[0]?.number ?? '0';
    if (newest === number) {
      confirmedAtMs = Date.now();
      return;
    }
    const snapshot = await readSnapshot(database);
    take(snapshot);
    keep(options.cacheFile, snapshot);
  };

  // One poll at a time; whoever asks while one runs needs the next, which begins after it asked.
  let running: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;
  const refresh = (): Promise<void> => {
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = null;
        running = poll();
        return running;
      });
    return queued;
  };

  try {
    await refresh();
  } catch (error) {
    options.onError?.(error);
    const kept = readKept(options.cacheFile);
    if (kept !== null) take(kept);
  }

  const polling = (async () => {
    while (!closing.signal.aborted) {
      await delay(options.pollMs ?? defaultPollMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      if (!closing.signal.aborted) await refresh().catch((error: unknown) => options.onError?.(error));
    }
  })();

  return {
    authenticateKey(sent) {
      const isFresh = Date.now() - confirmedAtMs < validWithoutPollMs;
      let found = remembered.get(sent);
      if (found === undefined) {
        const key = byHmac.get(hmacOfKey(sent, options.hmacSecret).toString('hex'));
        // A key that nobody knows may be new, while we cannot ask: that is not the caller's fault.
        if (key === undefined)
          return { ok: false, reason: Date.now() - confirmedAtMs < unknownIsCertainMs ? 'unknown' : 'unavailable' };
        found = { version, key };
        remembered.set(sent, found);
      }
      if (!isFresh) return { ok: false, reason: 'unavailable' };
      const tenant = tenants.get(found.key.tenantId);
      if (tenant === undefined || tenant.status === 'deleted') return { ok: false, reason: 'unknown' };
      if (tenant.status === 'suspended') return { ok: false, reason: 'suspended' };
      if (!used.has(found.key.keyId)) used.set(found.key.keyId, new Date());
      return { ok: true, key: found.key, tenant };
    },
    tenant: (tenantId) => tenants.get(tenantId),
    tenantOfScope: (scope) => byScope.get(scope),
    get version() {
      return version;
    },
    tenants: () => [...tenants.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()),
    refresh,
    takeUsedKeys() {
      const taken = used;
      used = new Map();
      return taken;
    },
    async close() {
      closing.abort();
      await polling;
      await running.catch(() => {});
    },
  };
}

/** After a poll this recent, a key that it did not bring does not exist. */
const unknownIsCertainMs = 10_000;

async function readSnapshot(database: Database): Promise<Snapshot> {
  return database.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { rows } = await client.query<{ number: string }>(
      'SELECT coalesce(max(number), 0)::text AS number FROM control_log',
    );
    const keys = await client.query<KeyRow>(
      `SELECT key_id, tenant_id, scope, space, permissions, reads_per_minute, writes_per_minute, encode(key_hmac, 'hex') AS key_hmac FROM control_keys()`,
    );
    const found = await client.query<TenantRow>(
      'SELECT tenant_id, admin_id, name, status, config, created_at, updated_at FROM control_tenants()',
    );
    const scopes = await client.query<ScopeRow>('SELECT scope, tenant_id, space FROM control_scopes()');
    return {
      number: rows[0]?.number ?? '0',
      readAtMs: Date.now(),
      keys: keys.rows,
      tenants: found.rows,
      scopes: scopes.rows,
    };
  });
}

function keep(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readKept(file: string): Snapshot | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
  } catch {
    return null;
  }
}

function toTenant(row: TenantRow, scopes: readonly ScopeRow[]): Tenant {
  const scopeOf = (space: Space) =>
    scopes.find((scope) => scope.tenant_id === row.tenant_id && scope.space === space)?.scope ?? 0;
  return {
    tenantId: row.tenant_id,
    adminId: row.admin_id,
    name: row.name,
    status: row.status,
    config: mergeTenantConfig(defaultTenantConfig, row.config),
    scopes: { live: scopeOf('live'), test: scopeOf('test') },
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

function toKey(row: KeyRow): ApiKey {
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
