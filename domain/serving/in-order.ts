import type { Kept } from './filter-candidates.ts';

const byScore = (a: Kept, b: Kept) => b.score - a.score;
const isAsProposed = ({ score, candidate, demotedBy }: Kept): boolean =>
  score === candidate.score && demotedBy === null;

/** What one strategy proposes, the best first, by scores that rules have multiplied and divided; what they move back stands behind all others. Equal scores keep their order. */
export function inOrder(kept: readonly Kept[]): readonly Kept[] {
  if (kept.every(isAsProposed)) return kept;
  const front = kept.filter(({ demotedBy }) => demotedBy === null).sort(byScore);
  const back = kept.filter(({ demotedBy }) => demotedBy !== null).sort(byScore);
  if (back.length === 0) return front;
  // So that scores fall all the way.
  const [least, best] = [front.at(-1)?.score, back[0]?.score];
  const share = least === undefined || best === undefined || best <= least ? 1 : least / best;
  return [...front, ...back.map((one) => ({ ...one, score: one.score * share }))];
}
