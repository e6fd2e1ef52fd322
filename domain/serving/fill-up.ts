import type { Candidate } from '../strategies/candidate.ts';
import type { Section } from './section.ts';

/** The first section, and of each strategy of the chain what is not there yet, until there are `limit` products or the chain ends. */
export function fillUp(
  first: Section,
  chain: readonly string[],
  limit: number,
  candidatesOf: (strategy: string) => readonly Candidate[],
): Section[] {
  const sections = [first];
  const taken = new Set(first.candidates.map(({ productId }) => productId));
  for (const strategy of chain) {
    if (taken.size >= limit) break;
    const more = candidatesOf(strategy)
      .filter(({ productId }) => !taken.has(productId))
      .slice(0, limit - taken.size);
    for (const { productId } of more) taken.add(productId);
    if (more.length > 0) sections.push({ strategy, candidates: more });
  }
  return sections;
}
