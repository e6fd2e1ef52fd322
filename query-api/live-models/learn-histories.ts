import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import {
  type CopiedHistories,
  type CopiedScope,
  numberCopies,
  sizeBytesOf,
} from '#domain/strategies/histories/copied-histories.ts';
import { type HistoryRows, historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import type { HistoryThread } from './history-on-thread.ts';

/** Rows of all scopes together, 2 KB each; beyond them those of the scope go that was asked the longest ago. */
const mostRows = 200_000;
/** Rows that are learnt from one copy, before it is the next scope's turn. */
const rowsOfCopy = 500;
/** The next copy is made so many times later as this one took, so that copying takes a hundredth of the time of the thread that serves; but not later than this. */
const restTimes = 100;
const mostRestMs = 10_000;

/** Learns what the histories of shoppers teach, on a thread of its own, from copies of them. */
export type HistoryLearner = {
  /** A question of this scope was asked: it may have missed rows. */
  ask(scope: Scope): void;
  /** Learns what questions have missed, until none is left, copying is to rest, or the signal aborts. Rejects if the thread dies; what it has not learnt is wanted still. */
  learn(signal: AbortSignal): Promise<void>;
  /** The memory of a scope's rows and of the copy that is learnt from, by estimate. The rows go with the scope when it is parked. */
  sizeBytesOf(scope: Scope): number;
};

/** A shard's histories, and the state that they were copied from. */
export type CopyOfState = { of: ScopeInteractions; copy: CopiedHistories };

export type HistoryLearnerOptions = {
  /** Undefined if the scope is not in memory, where it stays. */
  shardsOf(scope: Scope): readonly ScopeInteractions[] | undefined;
  /** Of the shards that have events of the scope, in the order of `shardsOf`. */
  copiesOf(scope: Scope): Promise<readonly CopyOfState[]>;
  thread: HistoryThread;
  /** Milliseconds. */
  clock(): number;
};

export function createHistoryLearner({ shardsOf, copiesOf, thread, clock }: HistoryLearnerOptions): HistoryLearner {
  /** The one that was asked the longest ago first. */
  const having = new Set<Scope>();
  const asked = new Set<Scope>();
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  let copied: { scope: Scope; sizeBytes: number } | null = null;
  const rowsOf = (scope: Scope): HistoryRows | undefined => {
    const shards = shardsOf(scope);
    return shards === undefined || shards.length === 0 ? undefined : historyRowsOf(shards, jointItemsOf(shards));
  };
  const makeRoom = () => {
    const sizes = [...having].map((scope) => ({ scope, size: rowsOf(scope)?.size ?? 0 }));
    let left = sizes.reduce((sum, { size }) => sum + size, 0);
    for (const { scope, size } of sizes) {
      if (left <= mostRows) return;
      rowsOf(scope)?.clear();
      having.delete(scope);
      left -= size;
    }
  };
  /** Null if the scope was parked or dropped meanwhile. */
  const copy = async (scope: Scope): Promise<CopiedScope | null> => {
    const beganMs = clock();
    const copies = await copiesOf(scope);
    restsUntilMs = clock() + Math.min(mostRestMs, restTimes * (clock() - beganMs));
    const shards = shardsOf(scope) ?? [];
    if (copies.length === 0 || copies.some(({ of }, shard) => of !== shards[shard])) return null;
    copied = { scope, sizeBytes: sizeBytesOf(copies.map((one) => one.copy)) };
    return numberCopies(
      shards,
      copies.map((one) => one.copy),
    );
  };
  return {
    ask(scope) {
      asked.add(scope);
      thread.ask();
    },
    sizeBytesOf: (scope) =>
      (having.has(scope) ? (rowsOf(scope)?.sizeBytes ?? 0) : 0) + (copied?.scope === scope ? copied.sizeBytes : 0),
    async learn(signal) {
      for (const scope of asked) {
        if (signal.aborted || clock() < restsUntilMs) return;
        const rows = rowsOf(scope);
        asked.delete(scope);
        if (rows === undefined || rows.wanted === 0) continue;
        having.delete(scope);
        having.add(scope);
        const wanted = rows.wantedFirst(rowsOfCopy);
        try {
          const task = await copy(scope);
          if (task !== null)
            await thread.learn({ ...task, wanted: wanted.map(({ number }) => number) }, signal, (row, n) => {
              const one = wanted[n];
              if (one !== undefined) rows.take(one, row);
            });
        } catch (error) {
          restsUntilMs = clock() + mostRestMs;
          throw error;
        } finally {
          copied = null;
          if (rows.wanted > 0) asked.add(scope);
          makeRoom();
        }
      }
    },
  };
}
