import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { isApiKeyText } from '#domain/access/api-key.ts';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { ExperimentDirectory } from '#domain/experiments/experiment-directory.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import type { Widget } from '#domain/widgets/widget.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Database } from '../postgres/database.ts';
import { createControlFile } from './control-file.ts';
import { type ControlState, createControlState } from './control-state.ts';
import { keepControlFile } from './keep-control-file.ts';
import { hmacOfKey } from './key-secrets.ts';
import { openKeyUsage } from './key-usage.ts';
import { nameOfPlacement } from './name-of-placement.ts';
import { readChanges } from './read-changes.ts';

export type OpenDirectory = AccessDirectory & {
  /** All tenants that are not deleted, the oldest first. */
  tenants(): readonly Tenant[];
  experiments: ExperimentDirectory;
  /** What is saved for a placement; undefined where nothing is. */
  widgetAt(tenantId: string, placementId: string): Widget | undefined;
  /** The rules of this very placement; those of `*` hold too. Undefined where none were saved. */
  rulesAt(tenantId: string, placementId: string): PlacementRules | undefined;
  /** Counts what a key was answered, for its admin. */
  noteAnswer(key: ApiKey, status: number): void;
  /** Resolves when everything that was committed before the call is in force here. Rejects if Postgres does not answer. */
  refresh(): Promise<void>;
  /** The same, called before a key or a tenant is refused as unknown, since another process may have just made it. Callers share a poll; it never rejects. */
  learn(): Promise<void>;
  close(): Promise<void>;
};

export type DirectoryOptions = {
  hmacSecret: string;
  /** The file in which control data is kept, so that a start without Postgres knows the keys. It holds no keys, only their HMACs. */
  cacheFile: string;
  /**
   * The database to poll, if not the one to which uses of keys are written. It has one connection: if that no longer answers, the next poll finds
   * out, and the poll after it gets a new connection.
   */
  control?: Database;
  onError?: (error: unknown) => void;
  pollMs?: number;
  /** A poll that has no answer after this long is given up and made again. */
  pollTimeoutMs?: number;
  now?: () => number;
};

const defaultPollMs = 500;
const defaultPollTimeoutMs = 200;
/** While Postgres does not answer, known keys stay valid for this long. */
const validWithoutPollMs = 15 * 60_000;
/** If the last poll is no older than this, a key that it did not bring does not exist. */
const unknownIsCertainMs = 3_000;
/** The most keys remembered by their text as sent, which saves computing an HMAC for each request. */
const rememberedKeys = 10_000;
/** The shortest time between two polls for unknown keys, so that a client who guesses keys causes no more polls than this. */
const learnEveryMs = 100;

/** The time of day as the start of the process had it, and what has passed since: a step of the clock makes no key too old to be known, and keeps none known for longer. */
const sinceStart = (): number => performance.timeOrigin + performance.now();

/** Opens the directory: from Postgres, or, while that is down, from the file of the last time. Polls `control_log` from then on. */
export async function openDirectory(database: Database, options: DirectoryOptions): Promise<OpenDirectory> {
  const { hmacSecret, onError = () => {}, pollMs = defaultPollMs, now = sinceStart } = options;
  const { control = database, pollTimeoutMs = defaultPollTimeoutMs } = options;
  const file = createControlFile(options.cacheFile, hmacSecret);
  const state = createControlState();
  const keeper = keepControlFile(file, state, onError);
  const usage = openKeyUsage(database, onError);
  const hmacs = new LRUCache<string, string>({ max: rememberedKeys });
  const tenantsByAge = createTenantsByAge(state);
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  const poll = async (): Promise<void> => {
    const askedAtMs = now();
    try {
      const changes = await readChanges(control, state.parts, state.number, pollTimeoutMs);
      if (changes !== null) state.take(changes);
      confirmedAtMs = askedAtMs;
      isFailing = false;
      keeper.note(changes, askedAtMs);
    } catch (error) {
      isFailing = true;
      throw error;
    }
  };

  // One poll at a time. A caller that comes while one runs needs the next poll, which begins after the call.
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
  /** Callers that come while it waits share its poll; later ones may need the next. */
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
      for (const changes of kept.changes) state.take(changes);
      // It is unknown how Postgres has changed meanwhile, so all the data is read.
      state.forgetNumber();
      confirmedAtMs = kept.confirmedAtMs;
    }
  }

  // After a failure it polls once more at once: perhaps only the connection was lost.
  const polling = keepDoing(() => refresh().catch(refresh), { everyMs: pollMs, onError });

  return {
    authenticateKey(sent) {
      const ageMs = now() - confirmedAtMs;
      const known = hmacs.get(sent);
      const hmac = known ?? (isApiKeyText(sent) ? hmacOfKey(sent, hmacSecret).toString('hex') : '');
      const key = state.keys.find(hmac);
      if (key === undefined) {
        // Otherwise the key may be new while we cannot ask Postgres, which is not the caller's fault.
        const isCertain = !isApiKeyText(sent) || (!isFailing && ageMs < unknownIsCertainMs);
        return { ok: false, reason: isCertain ? 'unknown' : 'unavailable' };
      }
      if (known === undefined) hmacs.set(sent, hmac);
      if (ageMs >= validWithoutPollMs) return { ok: false, reason: 'unavailable' };
      const tenant = state.tenants.get(key.tenantId);
      if (tenant === undefined) return { ok: false, reason: 'unknown' };
      if (tenant.status === 'suspended') return { ok: false, reason: 'suspended' };
      usage.note(key);
      return { ok: true, key, tenant };
    },
    learn,
    tenant: (tenantId) => state.tenants.get(tenantId),
    tenantOfScope: (scope) => state.tenants.find(scope),
    configVersion: state.configVersion,
    experiments: {
      runningOn: (tenantId, placementId) => state.experiments.find(nameOfPlacement(tenantId, placementId)),
      holdoutOf: (tenantId) => state.holdouts.get(tenantId),
      countRunning: () => state.experiments.size,
    },
    tenants: tenantsByAge,
    rulesAt: (tenantId, placementId) => state.rules.find(nameOfPlacement(tenantId, placementId)),
    widgetAt: (tenantId, placementId) => state.widgets.find(nameOfPlacement(tenantId, placementId)),
    noteAnswer: usage.count,
    refresh,
    async close() {
      await polling.close();
      await running.catch(() => {});
      await usage.close();
      await keeper.close();
    },
  };
}

/** Returns a function that lists all tenants, the oldest first. It sorts when it is called, and again only after a change; the items are nearly in order already. */
function createTenantsByAge(state: ControlState): () => readonly Tenant[] {
  let sorted: readonly Tenant[] = [];
  let sortedAt: string | null = null;
  return () => {
    if (sortedAt !== state.number || sortedAt === null) {
      sorted = [...state.tenants.all()].sort(
        (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.tenantId < b.tenantId ? -1 : 1),
      );
      sortedAt = state.number;
    }
    return sorted;
  };
}
