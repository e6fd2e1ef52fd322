import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Kept } from './filter-candidates.ts';

/** A candidate that may be answered, with the rules that changed its score or moved it back. */
export type Scored = Kept & { rules: readonly string[] };

/** What one strategy proposes, the best first, by scores that rules have multiplied and divided; what they move back stands behind all others. Equal scores keep their order. */
export function scoreCandidates(kept: readonly Kept[], { scores }: RulesInForce): Scored[] {
  if (scores.length === 0 && kept.every(({ demotedBy }) => demotedBy === null))
    return kept.map((one) => ({ ...one, rules: [] }));
  const scored = kept.map(({ candidate, item, demotedBy }) => {
    const touching = scores.filter(({ touches }) => touches(item));
    const score = touching.reduce((product, { factor }) => product * factor, candidate.score);
    const rules = [...touching.map(({ id }) => id), ...(demotedBy === null ? [] : [demotedBy])];
    return { candidate: { ...candidate, score }, item, demotedBy, rules };
  });
  const byScore = (a: Scored, b: Scored) => b.candidate.score - a.candidate.score;
  const front = scored.filter(({ demotedBy }) => demotedBy === null).sort(byScore);
  const back = scored.filter(({ demotedBy }) => demotedBy !== null).sort(byScore);
  // So that scores fall all the way.
  const [least, best] = [front.at(-1)?.candidate.score, back[0]?.candidate.score];
  const share = least === undefined || best === undefined || best <= least ? 1 : least / best;
  return [
    ...front,
    ...back.map((one) => ({ ...one, candidate: { ...one.candidate, score: one.candidate.score * share } })),
  ];
}
