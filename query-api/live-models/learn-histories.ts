import { setTimeout as delay } from 'node:timers/promises';
import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import { type HistoryRows, historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import { inTurns } from './in-turns.ts';

/** Rows of all scopes together, 2 KB each; beyond them those of the scope go that was asked the longest ago. */
const mostRows = 200_000;
/** Rows that one scope learns before it is the next one's turn. */
const rowsOfTurn = 50;

/** Learns what the histories of shoppers teach, outside of questions. */
export type HistoryLearner = {
  /** A question of this scope was asked: it may have missed rows. */
  ask(scope: Scope): void;
  /** Learns what questions have missed until none is left or the signal aborts. In turns of half a millisecond, and at rest for half of the time. */
  learn(signal: AbortSignal): Promise<void>;
  /** The memory that the learnt rows of a scope take, by estimate. They go with the scope when it is parked. */
  sizeBytesOf(scope: Scope): number;
};

/** `shardsOf`: undefined if the scope is not in memory, where it stays. */
export function createHistoryLearner(
  shardsOf: (scope: Scope) => readonly ScopeInteractions[] | undefined,
): HistoryLearner {
  /** The one that was asked the longest ago first. */
  const having = new Set<Scope>();
  const asked = new Set<Scope>();
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
  return {
    ask: (scope) => void asked.add(scope),
    sizeBytesOf: (scope) => (having.has(scope) ? (rowsOf(scope)?.sizeBytes ?? 0) : 0),
    async learn(signal) {
      for (const scope of asked) {
        const rows = rowsOf(scope);
        asked.delete(scope);
        if (rows === undefined || rows.wanted === 0) continue;
        having.delete(scope);
        having.add(scope);
        for (let n = 0; n < rowsOfTurn && rows.wanted > 0; n++) {
          if (signal.aborted) return;
          const startedAt = performance.now();
          await inTurns(rows.learnNext());
          await delay(performance.now() - startedAt, undefined, { signal, ref: false }).catch(() => {});
        }
        if (rows.wanted > 0) asked.add(scope);
        makeRoom();
      }
    },
  };
}
