import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Kept } from './filter-candidates.ts';
import type { Section } from './section.ts';

/** What is taken for an answer, strategy by strategy. */
export type Choice = {
  /** The first `room` of these that are not taken yet and that no `limit` rule holds back; they count as taken once `take` is called. */
  pick(inOrder: readonly Kept[], room: number): { picked: Section['candidates']; take(): void };
  /** By product: the `limit` rule that held it back. */
  readonly heldBack: ReadonlyMap<string, string>;
};

/** Creates the choice for one answer: each product once, and of one value of a facet at most what the rules say. */
export function createChoice({ limits }: Pick<RulesInForce, 'limits'>): Choice {
  const taken = new Set<string>();
  const heldBack = new Map<string, string>();
  /** By `limit` rule: how many of each value are taken. */
  let counts = limits.map(() => new Map<unknown, number>());
  return {
    heldBack,
    pick(inOrder, room) {
      const picked: Chosen[] = [];
      const tally = counts.map((count) => new Map(count));
      for (const one of inOrder) {
        if (picked.length >= room) break;
        const { productId } = one.candidate;
        if (taken.has(productId)) continue;
        const { limited } = one.verdict;
        const full = limits.find(({ max }, n) => limited[n]?.some((value) => (tally[n]?.get(value) ?? 0) >= max));
        if (full !== undefined) {
          heldBack.set(productId, full.id);
          continue;
        }
        for (const [n, count] of tally.entries())
          for (const value of limited[n] ?? []) count.set(value, (count.get(value) ?? 0) + 1);
        picked.push(chosen(one));
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

type Chosen = Section['candidates'][number];

/** The candidate with its score by rules, and the rules that touched it. */
const chosen = ({ candidate, score, scoredBy, demotedBy }: Kept): Chosen => ({
  candidate: score === candidate.score ? candidate : { ...candidate, score },
  rules: demotedBy === null ? scoredBy : [...scoredBy, demotedBy],
});
