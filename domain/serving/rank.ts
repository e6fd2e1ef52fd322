import { type Candidate, withScore } from '../strategies/candidate.ts';
import type { Section } from './section.ts';

/** A product of an answer, the strategy that proposed it, whether that one filled up behind another, and the rules that touched it, if any did. */
export type ServedItem = { candidate: Candidate; strategy: string; isFilled: boolean; rules?: readonly string[] };

/** The sections as one list: scores of two strategies do not compare, so each section stands below the one before, in its own order. */
export function rank(sections: readonly Section[]): ServedItem[] {
  const items: ServedItem[] = [];
  for (const [place, { candidates }] of sections.entries()) {
    const floor = items.at(-1)?.candidate.score ?? 1;
    const best = candidates[0]?.candidate.score ?? 1;
    for (const { candidate, rules, proposedBy: strategy } of candidates) {
      const score = place === 0 ? candidate.score : (floor * candidate.score) / best / 2;
      const touched = rules.length === 0 ? {} : { rules };
      items.push({ candidate: withScore(candidate, score), strategy, isFilled: place > 0, ...touched });
    }
  }
  return items;
}
