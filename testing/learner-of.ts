import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { atOnce } from '#domain/memory/steps.ts';
import type { Scope } from '#domain/scope.ts';
import { copyHistories } from '#domain/strategies/histories/copied-histories.ts';
import { type HistoryThread, openHistoryThread } from '#query-api/live-models/history-on-thread.ts';
import { createHistoryLearner, type HistoryLearner } from '#query-api/live-models/learn-histories.ts';

/** A learner of these shards on a thread of its own, whose clock stands still. The thread ends with the process, or when it is closed. */
export function learnerOf(
  shardsOf: (scope: Scope) => readonly ScopeInteractions[] | undefined,
  thread: HistoryThread = openHistoryThread(),
): HistoryLearner & { close(): Promise<void> } {
  const copiesOf = async (scope: Scope) =>
    (shardsOf(scope) ?? []).map((of) => ({ of, copy: atOnce(copyHistories(of)) }));
  return { ...createHistoryLearner({ shardsOf, copiesOf, thread, clock: () => 0 }), close: thread.close };
}
