import type { ApiKey } from '#domain/access/tenant.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Database } from '../postgres/database.ts';
import { writeLastUsed } from './key-store.ts';

/** The first use of a key is written at the next sweep, later uses no more often than `againAfterMs`. */
const sweepMs = 3_000;
const againAfterMs = 30_000;

/** Remembers when keys are used, and writes `lastUsedAt` now and then, not for each request. */
export type KeyUsage = { note(key: ApiKey): void; close(): Promise<void> };

type Use = { key: ApiKey; usedAtMs: number; writtenAtMs: number };

export function openKeyUsage(database: Database, onError: (error: unknown) => void): KeyUsage {
  const uses = new Map<string, Use>();

  const write = async (isDue: (use: Use) => boolean): Promise<void> => {
    const due = [...uses.values()].filter((use) => use.usedAtMs > use.writtenAtMs && isDue(use));
    for (const [tenantId, ofTenant] of Map.groupBy(due, ({ key }) => key.tenantId)) {
      const taken = ofTenant.map((use) => ({ use, atMs: use.usedAtMs }));
      await writeLastUsed(
        database,
        tenantId,
        taken.map(({ use, atMs }) => [use.key.keyId, new Date(atMs)]),
      );
      for (const { use, atMs } of taken) use.writtenAtMs = atMs;
    }
  };

  const writing = keepDoing(
    () => {
      const nowMs = Date.now();
      return write((use) => nowMs - use.writtenAtMs >= againAfterMs);
    },
    { everyMs: sweepMs, onError },
  );
  return {
    note(key) {
      const known = uses.get(key.keyId);
      if (known === undefined) uses.set(key.keyId, { key, usedAtMs: Date.now(), writtenAtMs: 0 });
      else known.usedAtMs = Date.now();
    },
    async close() {
      await writing.close();
      await write(() => true).catch(onError);
    },
  };
}
