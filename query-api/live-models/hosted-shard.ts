import type { EventsRecord } from '#domain/events/events-record.ts';
import type { InteractionShard } from '#domain/interactions/interaction-shard.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Paper } from '#domain/memory/paper.ts';
import type { Steps } from '#domain/memory/steps.ts';
import type { Scope } from '#domain/scope.ts';
import { type CopiedHistories, copyHistories } from '#domain/strategies/histories/copied-histories.ts';
import { retry } from '#runtime/retry.ts';
import { inTurns } from './in-turns.ts';
import type { Parking } from './parking.ts';

/**
 * A partition's shard and the files of its parked scopes. What changes the shard, or takes bytes from it, waits until what was asked
 * before is done; questions do not wait, but for a scope that has to be brought back.
 */
export type HostedShard = {
  readonly shard: InteractionShard;
  /**
   * Applies all of them in their order and in turns, scopes that are parked brought back before. Rejects, with none applied, if one cannot be. `applied` is told how many are, after each: a
   * question between two turns sees these.
   */
  apply(records: readonly EventsRecord[], then: () => void, applied?: (count: number) => void): Promise<void>;
  /** Undefined for a scope without events; a promise while it is parked. */
  scope(scope: Scope): ScopeInteractions | undefined | Promise<ScopeInteractions | undefined>;
  /** Copies the histories of a scope as they are at one position, with the state they are of; undefined for a scope that is parked or without events. */
  copyHistories(scope: Scope): Promise<{ of: ScopeInteractions; copy: CopiedHistories } | undefined>;
  /** Parks a scope, unless it is wanted by the time its state is stored. False if it stays in memory. */
  park(scope: Scope, isWanted: () => boolean): Promise<boolean>;
  /** Forgets a scope; false if there was nothing of it. */
  drop(scope: Scope): Promise<boolean>;
  /** Returns the snapshot, on pages of the paper, and what `at` returned at its begin; nothing is applied in between. */
  snapshot<At>(at: () => At, paper?: Paper): Promise<{ pages: Buffer[]; at: At }>;
};

/** A file that cannot be read is tried again for about a second. */
const reading = { firstMs: 20, maxMs: 400, tries: 5 };

/** `onLost`: a parked scope cannot be brought back. Nothing may be skipped, so the process had better end, and start from its snapshots. */
export function hostShard(
  shard: InteractionShard,
  parking: Parking,
  options: { signal: AbortSignal; onLost: (error: unknown) => void },
): HostedShard {
  const inTurn = createTurns();
  const coming = new Map<Scope, Promise<void>>();

  const load = async (scope: Scope): Promise<void> => {
    const work = async () => shard.bringBack(scope, await parking.load(scope));
    try {
      // Whoever drops a scope takes its file away: then there is nothing to try again.
      await retry(work, { ...reading, signal: options.signal, isRetryable: () => shard.isParked(scope) });
    } catch (error) {
      if (!shard.isParked(scope)) return;
      options.onLost(error);
      throw error;
    }
  };
  /** Does not wait its turn, so that a question need not wait for a snapshot: bringing a scope back does not change the bytes of one. */
  const bringBack = async (scope: Scope): Promise<void> => {
    while (shard.isParked(scope)) {
      const loading = coming.get(scope) ?? load(scope).finally(() => coming.delete(scope));
      coming.set(scope, loading);
      await loading;
    }
  };

  return {
    shard,
    apply: (records, then, applied = () => {}) =>
      inTurn(async () => {
        const scopes = new Set(records.map(scopeOf));
        for (const scope of scopes) if (shard.isParked(scope)) await bringBack(scope);
        await inTurns(applyEach(shard, records, applied));
        then();
      }),
    scope(scope) {
      if (!shard.isParked(scope)) return shard.scope(scope);
      return bringBack(scope).then(() => shard.scope(scope));
    },
    copyHistories: (scope) =>
      inTurn(async () => {
        const of = shard.isParked(scope) ? undefined : shard.scope(scope);
        return of === undefined ? undefined : { of, copy: await inTurns(copyHistories(of)) };
      }),
    park: (scope, isWanted) =>
      inTurn(async () => {
        if (shard.isParked(scope) || shard.scope(scope) === undefined) return false;
        await parking.store(scope, await inTurns(shard.stateSteps(scope)));
        if (isWanted()) return false;
        shard.park(scope);
        return true;
      }),
    drop: (scope) =>
      inTurn(async () => {
        const wasThere = shard.drop(scope);
        await parking.remove(scope);
        return wasThere;
      }),
    snapshot: (at, paper) =>
      inTurn(async () => {
        const taken = at();
        const steps = shard.snapshotSteps(paper);
        let given: Buffer | undefined;
        for (;;) {
          const step = await inTurns(untilParked(steps, given));
          if (step.done) return { pages: step.pages, at: taken };
          given = await parking.load(step.parked);
        }
      }),
  };
}

type Taken = { done: true; pages: Buffer[] } | { done: false; parked: Scope };

/** The steps up to the next scope whose state has to be given. */
function* untilParked(
  steps: ReturnType<InteractionShard['snapshotSteps']>,
  given: Buffer | undefined,
): Generator<undefined, Taken> {
  let step = steps.next(given);
  while (step.done !== true) {
    if (step.value !== undefined) return { done: false, parked: step.value.parked };
    yield;
    step = steps.next();
  }
  return { done: true, pages: step.value };
}

/** A step for each record: among events there are some that the shard learns from, which takes as long as a question. */
function* applyEach(
  shard: InteractionShard,
  records: readonly EventsRecord[],
  applied: (count: number) => void,
): Steps {
  let count = 0;
  for (const record of records) {
    if (record.kind === 'event') shard.apply(record.event);
    else if (record.kind === 'exposure') shard.show(record.exposure);
    else shard.eraseShopper(record.erased.scope, record.erased.userId);
    count += 1;
    applied(count);
    yield;
  }
}

function scopeOf(record: EventsRecord): Scope {
  if (record.kind === 'event') return record.event.scope;
  return record.kind === 'exposure' ? record.exposure.scope : record.erased.scope;
}

/** Runs works one after the other, in the order in which they were given. If one fails, only its caller is told, and the next one runs. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}
