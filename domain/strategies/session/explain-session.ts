import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import type { Explanation } from '../explanation.ts';
import { describeVoters } from '../neighbours/describe-voters.ts';
import { learntTerms } from './learnt-terms.ts';
import { defaultTerms, kindOf } from './repeat-terms.ts';
import { findSimilarVisits, type KeptVisit, latestMsOfVisit, prefixItems, voteByVisits } from './similar-visits.ts';
import { voteBeyond } from './visits-beyond.ts';

const votes = createSparseSums();

/** Part `visits` is what similar visits give, `in_visit` what a product of this very visit has beside it, by terms that the shop has learnt; `together` is what is in other visits with a product of this one, where no similar visit has it. */
export function explainSession(
  shards: readonly ScopeInteractions[],
  { products, kept }: { products: readonly string[]; kept: KeptVisit | null },
  candidates: readonly Candidate[],
): Explanation[] {
  const joint = jointItemsOf(shards);
  const prefix = products.slice(-prefixItems);
  const visits = findSimilarVisits(shards, joint, prefix, kept);
  votes.clear();
  voteByVisits(votes, visits);
  const beyond = voteBeyond(votes, shards, joint, kept);
  const numbers = candidates.map(({ productId }) => joint.find(productId));
  const neighbours = describeVoters('visits', numbers, visits, latestMsOfVisit(shards));
  const neighboursBeyond =
    beyond === null ? [] : describeVoters('visits', numbers, beyond.visits, latestMsOfVisit(shards));
  const keptVisits = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  const { terms, questions, version } = learntTerms(shards.map(({ repeats }) => repeats));
  const learnt = { terms: terms[kindOf(visits.count)] ?? defaultTerms, questions, version: String(version) };
  return candidates.map(({ productId, score }, place) => {
    const having = shards.reduce((sum, { items, sessions }) => sum + sessions.sets.countWith(items.find(productId)), 0);
    const voted = votes.of(numbers[place] ?? -1) * Math.log(1 + keptVisits / Math.max(1, having));
    const isInVisit = prefix.includes(productId);
    // Nothing but the visits that have it with a product of this one speaks for what no similar visit has.
    const parts = voted === 0 && !isInVisit ? [{ name: 'together', value: score }] : [{ name: 'visits', value: voted }];
    if (isInVisit) parts.push({ name: 'in_visit', value: score - voted });
    const described = beyond?.names(numbers[place] ?? -1) ? neighboursBeyond : neighbours;
    return { parts, neighbours: described.slice(place, place + 1), learnt };
  });
}

/** How many visits share a product with this one, as far as they are looked for. */
export const countSimilarVisits = (
  shards: readonly ScopeInteractions[],
  { products, kept }: { products: readonly string[]; kept: KeptVisit | null },
): number =>
  shards.length === 0 ? 0 : findSimilarVisits(shards, jointItemsOf(shards), products.slice(-prefixItems), kept).count;
