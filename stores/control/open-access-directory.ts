import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { isApiKeyText } from '#domain/access/api-key.ts';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { Database } from '../postgres/database.ts';
import { type AccessSnapshot, readAccessSnapshot, readNewestNumber, tenantsOf, toKey } from './access-snapshot.ts';
import { hmacOfKey } from './key-secrets.ts';
import { openKeyUsage } from './key-usage.ts';
import { createSnapshotFile } from './snapshot-file.ts';

export type OpenAccessDirectory = AccessDirectory & {
  /** All tenants that are not deleted, the oldest first. */
  tenants(): readonly Tenant[];
  /** Resolves when everything that was committed by now is in force here. Throws where Postgres does not answer. */
  refresh(): Promise<void>;
  /** The same for what another process may have made a moment ago, before a key or a tenant is told to be unknown: shared, and never throws. */
  learn(): Promise<void>;
  close(): Promise<void>;
};

export type AccessDirectoryOptions = {
  hmacSecret: string;
  /** What is known is kept here, so that a start without Postgres knows the keys. It holds no key, only their HMACs. */
  cacheFile: string;
  /**
   * Where changes are asked for, if not where uses of keys are written: with one connection, so that one on which nothing comes back any more
   * is found by the next poll, and the one after it has another.
   */
  control?: Database;
  onError?: (error: unknown) => void;
  pollMs?: number;
  /** A poll without an answer for so long is given up, and made again. */
  pollTimeoutMs?: number;
  now?: () => number;
};

const defaultPollMs = 500;
const defaultPollTimeoutMs = 200;
/** While Postgres does not answer, known keys stay valid for this long. */
const validWithoutPollMs = 15 * 60_000;
/** After a poll this recent, a key that it did not bring does not exist. */
const unknownIsCertainMs = 3_000;
/** Keys as they are sent, beside what they are: saves the HMAC of each request. */
const rememberedKeys = 10_000;
const confirmFileMs = 10_000;
/** Whoever guesses keys makes no more questions than this. */
const learnEveryMs = 100;

/** Opens the directory: from Postgres, or, while that is down, from the file of the last time. Polls `control_log` from then on. */
export async function openAccessDirectory(
  database: Database,
  options: AccessDirectoryOptions,
): Promise<OpenAccessDirectory> {
  const { hmacSecret, onError = () => {}, pollMs = defaultPollMs, now = Date.now } = options;
  const { control = database, pollTimeoutMs = defaultPollTimeoutMs } = options;
  const file = createSnapshotFile(options.cacheFile, hmacSecret);
  const usage = openKeyUsage(database, onError);
  const remembered = new LRUCache<string, ApiKey>({ max: rememberedKeys });
  const closing = new AbortController();
  let byHmac = new Map<string, ApiKey>();
  let tenants: Tenant[] = [];
  let byId = new Map<string, Tenant>();
  let byScope = new Map<number, Tenant>();
  let number: string | null = null;
  let version = 0;
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  let fileConfirmedAtMs = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  const take = (snapshot: AccessSnapshot): void => {
    tenants = tenantsOf(snapshot);
    byId = new Map(tenants.map((tenant) => [tenant.tenantId, tenant]));
    byScope = new Map(
      tenants.flatMap((tenant) => Object.values(tenant.scopes).map((scope) => [scope, tenant] as const)),
    );
    byHmac = new Map(snapshot.keys.map((row) => [row.key_hmac, toKey(row)]));
    number = snapshot.number;
    version += 1;
    remembered.clear();
  };

  const poll = async (): Promise<void> => {
    const askedAtMs = now();
    try {
      const newest = await readNewestNumber(control, pollTimeoutMs);
      const changed = newest === number ? null : await readAccessSnapshot(control);
      if (changed !== null) take(changed);
      confirmedAtMs = askedAtMs;
      isFailing = false;
      keep(changed);
    } catch (error) {
      isFailing = true;
      throw error;
    }
  };

  // Beside the polls: a full disk must not keep a change from being in force.
  let keeping: Promise<void> = Promise.resolve();
  const keep = (changed: AccessSnapshot | null): void => {
    if (changed === null && confirmedAtMs - fileConfirmedAtMs < confirmFileMs) return;
    fileConfirmedAtMs = confirmedAtMs;
    keeping = keeping
      .then(() => (changed === null ? file.confirm(fileConfirmedAtMs) : file.write(changed)))
      .catch(onError);
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

  let learnedAtMs = Number.NEGATIVE_INFINITY;
  let learning: Promise<void> | null = null;
  /** Those who come while it waits share it; those who come later may need the next. */
  const learn = (): Promise<void> => {
    learning ??= (async () => {
      await delay(Math.max(0, learnedAtMs + learnEveryMs - performance.now()), undefined, { ref: false });
      learnedAtMs = performance.now();
      learning = null;
      await refresh().catch(onError);
    })();
    return learning;
  };

  try {
    await refresh();
  } catch (error) {
    onError(error);
    const kept = await file.read();
    if (kept !== null) {
      take(kept.snapshot);
      confirmedAtMs = kept.confirmedAtMs;
    }
  }

  const polling = (async () => {
    while (!closing.signal.aborted) {
      await delay(pollMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      // Once more at once: it may have been the connection alone.
      if (!closing.signal.aborted) await refresh().catch(() => refresh().catch(onError));
    }
  })();

  return {
    authenticateKey(sent) {
      const ageMs = now() - confirmedAtMs;
      let key = remembered.get(sent);
      if (key === undefined) {
        key = isApiKeyText(sent) ? byHmac.get(hmacOfKey(sent, hmacSecret).toString('hex')) : undefined;
        if (key === undefined) {
          // It may be new, while we cannot ask: that is not the caller's fault.
          const isCertain = !isApiKeyText(sent) || (!isFailing && ageMs < unknownIsCertainMs);
          return { ok: false, reason: isCertain ? 'unknown' : 'unavailable' };
        }
        remembered.set(sent, key);
      }
      if (ageMs >= validWithoutPollMs) return { ok: false, reason: 'unavailable' };
      const tenant = byId.get(key.tenantId);
      if (tenant === undefined) return { ok: false, reason: 'unknown' };
      if (tenant.status === 'suspended') return { ok: false, reason: 'suspended' };
      usage.note(key);
      return { ok: true, key, tenant };
    },
    learn,
    tenant: (tenantId) => byId.get(tenantId),
    tenantOfScope: (scope) => byScope.get(scope),
    get version() {
      return version;
    },
    tenants: () => tenants,
    refresh,
    async close() {
      closing.abort();
      await polling;
      await running.catch(() => {});
      await usage.close();
      await keeping;
    },
  };
}
