import { whoAsks } from '../serving/who-asks.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Contender } from './contender.ts';
import type { EvaluatedModel } from './evaluated-model.ts';
import type { Asked } from './question.ts';

/** What becomes of products that the shopper has touched: they may come back, or they are left out. */
export type Seen = 'keep' | 'drop';

/** As serving asks: six for each product wanted and 60 at the least; eight times as many if too few are new. */
const candidatesOf = (k: number): number => Math.max(60, k * 6);
const moreCandidates = 8;

/** A strategy by itself, as serving asks it and before anything is done to its answer: no filters, no fallback, no fill-up. */
export function createStrategyContender(
  strategy: Strategy,
  model: EvaluatedModel,
  settings: Readonly<Record<string, unknown>>,
  { k, seen }: { k: number; seen: Seen },
): Contender {
  return {
    name: strategy.name,
    settle: model.settle,
    ask(asked) {
      const state = model.stateAt(asked.nowMs);
      const { userId, sessionId, visit } = asked;
      // The products of the visit are those of the page too: a question may name them.
      const productIds = [...new Set(visit.toReversed())].reverse();
      const question = { scope: 1, placementId: '', userId, sessionId, productIds, exclude: [], limit: k };
      const who = whoAsks({ ...question, strategy: strategy.name, fill: false }, state, { requireUserHash: false });
      const told = { ...who.asked, shopper: who.asked.shopper ?? strangerOf(asked) };
      const touched = seen === 'drop' ? new Set([...told.history, ...asked.history()]) : new Set<string>();
      for (let wanted = candidatesOf(k); ; wanted *= moreCandidates) {
        const found = strategy.candidates(state, { ...told, wanted }, settings);
        const candidates = [...found.candidates];
        const left = candidates.filter(({ productId }) => !touched.has(productId));
        if (left.length < k && (found.hasMore ?? candidates.length >= wanted)) continue;
        return left.map(({ productId, score }) => ({ productId, score }));
      }
    },
  };
}

/** Whoever is in a question file did as much as the question says, one event a product. */
function strangerOf({ userId, visit }: Asked) {
  return userId === null ? { events: visit.length, weight: visit.length, bought: () => [] } : undefined;
}
