import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Scored } from './score-candidates.ts';

/** What is taken for an answer, strategy by strategy. */
export type Choice = {
  /** The first `room` of these that are not taken yet and that no `limit` rule holds back; they count as taken once `take` is called. */
  pick(scored: readonly Scored[], room: number): { picked: readonly Scored[]; take(): void };
  /** By product: the `limit` rule that held it back. */
  readonly heldBack: ReadonlyMap<string, string>;
};

/** Creates the choice for one answer: each product once, and of one value of a facet at most what the rules say. */
export function createChoice({ limits }: RulesInForce): Choice {
  const taken = new Set<string>();
  const heldBack = new Map<string, string>();
  let counts = limits.map(() => new Map<string, number>());
  return {
    heldBack,
    pick(scored, room) {
      const picked: Scored[] = [];
      const tally = counts.map((count) => new Map(count));
      for (const one of scored) {
        if (picked.length >= room) break;
        const { productId } = one.candidate;
        if (taken.has(productId)) continue;
        const values = limits.map(({ valuesOf }) => valuesOf(one.item));
        const full = limits.find(({ max }, n) => values[n]?.some((value) => (tally[n]?.get(value) ?? 0) >= max));
        if (full !== undefined) {
          heldBack.set(productId, full.id);
          continue;
        }
        for (const [n, count] of tally.entries())
          for (const value of values[n] ?? []) count.set(value, (count.get(value) ?? 0) + 1);
        picked.push(one);
      }
      return {
        picked,
        take() {
          counts = tally;
          for (const { candidate } of picked) taken.add(candidate.productId);
        },
      };
    },
  };
}
