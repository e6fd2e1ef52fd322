import { randomUUID } from 'node:crypto';
import type { ApiKey } from '#domain/access/tenant.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Database } from '../postgres/database.ts';
import { countAnswer, type KeyHour, writeKeyHours } from './key-hours.ts';
import { recordRefusals, writeLastUsed } from './key-store.ts';

/** The first use of a key is written at the next sweep, later uses no more often than `againAfterMs`. */
const sweepMs = 3_000;
const againAfterMs = 30_000;
/** A key that was not used for so long is forgotten, so that keys that are made and revoked all the time do not fill the memory. Its hours are over and written. */
const forgetAfterMs = 2 * 3_600_000;
/** The audit trail tells of a key that may not do what it was used for, and how often, once in this time: a key that is used wrongly all day fills no pages. */
const auditEveryMs = 3_600_000;
const forbidden = 403;

/** Remembers when keys are used and what they were answered, and writes that now and then, not for each request. */
export type KeyUsage = {
  note(key: ApiKey): void;
  /** Counts an answer. A process that is killed loses at most its last half minute. */
  count(key: ApiKey, status: number): void;
  /** Keys that are remembered. */
  readonly size: number;
  close(): Promise<void>;
};

type Use = {
  key: ApiKey;
  usedAtMs: number;
  writtenAtMs: number;
  hours: KeyHour[];
  hasUnwritten: boolean;
  forbidden: number;
  auditedAtMs: number;
};

export function openKeyUsage(
  database: Database,
  onError: (error: unknown) => void,
  now: () => number = Date.now,
  everyMs = sweepMs,
): KeyUsage {
  const process = randomUUID();
  const uses = new Map<string, Use>();
  const useOf = (key: ApiKey): Use => {
    const known = uses.get(key.keyId);
    if (known !== undefined) return known;
    const times = { usedAtMs: 0, writtenAtMs: 0, auditedAtMs: 0 };
    const first = { key, ...times, hours: [], hasUnwritten: false, forbidden: 0 };
    uses.set(key.keyId, first);
    return first;
  };

  const write = async (isDue: (use: Use) => boolean, nowMs: number, isLast = false): Promise<void> => {
    const due = [...uses.values()].filter((use) => hasNews(use) && isDue(use));
    for (const [tenantId, ofTenant] of Map.groupBy(due, ({ key }) => key.tenantId)) {
      const taken = ofTenant.map((use) => ({
        use,
        atMs: use.usedAtMs,
        counted: use.hours.map((hour) => ({ ...hour })),
      }));
      const refusing = ofTenant
        .filter((use) => use.forbidden > 0 && (isLast || isOver(use.auditedAtMs, auditEveryMs, nowMs)))
        .map((use) => ({ use, requests: use.forbidden }));
      for (const use of ofTenant) use.hasUnwritten = false;
      await database
        .scoped({ tenantId }, async (client) => {
          await writeLastUsed(
            client,
            tenantId,
            taken.map(({ use, atMs }) => [use.key.keyId, new Date(atMs)]),
          );
          await writeKeyHours(
            client,
            tenantId,
            process,
            taken.flatMap(({ use, counted }) => counted.map((hour) => [use.key.keyId, hour] as const)),
          );
          for (const { use, requests } of refusing) await recordRefusals(client, tenantId, use.key.keyId, requests);
        })
        .catch((error: unknown) => {
          for (const use of ofTenant) use.hasUnwritten = true;
          throw error;
        });
      for (const { use, atMs } of taken) use.writtenAtMs = atMs;
      for (const { use, requests } of refusing) {
        use.forbidden -= requests;
        use.auditedAtMs = nowMs;
      }
    }
    for (const [keyId, use] of uses) if (!hasNews(use) && nowMs - lastMsOf(use) >= forgetAfterMs) uses.delete(keyId);
  };

  const writing = keepDoing(
    () => {
      const nowMs = now();
      return write((use) => isOver(use.writtenAtMs, againAfterMs, nowMs), nowMs);
    },
    { everyMs, onError },
  );
  return {
    note(key) {
      useOf(key).usedAtMs = now();
    },
    count(key, status) {
      const use = useOf(key);
      countAnswer(use.hours, status, now());
      use.hasUnwritten = true;
      if (status === forbidden) use.forbidden += 1;
    },
    get size() {
      return uses.size;
    },
    async close() {
      await writing.close();
      await write(() => true, now(), true).catch(onError);
    },
  };
}

/** Whether so much time has passed since; also if the clock was set back meanwhile by more: else nothing would be written until it comes by again. */
const isOver = (sinceMs: number, spanMs: number, nowMs: number): boolean => Math.abs(nowMs - sinceMs) >= spanMs;

/** Whether something is known of a key that is not written. */
const hasNews = ({ usedAtMs, writtenAtMs, hasUnwritten, forbidden }: Use): boolean =>
  usedAtMs !== writtenAtMs || hasUnwritten || forbidden > 0;

/** An hour that is not over must not be counted from zero again: what is written of it is its sum. */
const lastMsOf = ({ usedAtMs, hours }: Use): number => Math.max(usedAtMs, hours.at(-1)?.hourMs ?? 0);
