import type { Section } from './section.ts';

/** The first section, and of each strategy of the chain what is not there yet, until there are `limit` products or the chain ends. `sectionOf` takes no more than it has room for. */
export function fillUp(
  first: Section,
  chain: readonly string[],
  limit: number,
  sectionOf: (strategy: string, room: number) => Section['candidates'],
): Section[] {
  const sections = [first];
  let room = limit - first.candidates.length;
  for (const strategy of chain) {
    if (room <= 0) break;
    const candidates = sectionOf(strategy, room);
    room -= candidates.length;
    if (candidates.length > 0) sections.push({ strategy, candidates });
  }
  return sections;
}
