import type { JointItems } from '../../interactions/joint-items.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';
import {
  createSimilarVisits,
  findSimilarVisits,
  type KeptVisit,
  prefixItems,
  type SimilarVisits,
  type Visits,
  voteByVisits,
} from './similar-visits.ts';

/** Where similar visits name no more products than this, an answer of twenty would run out of them. */
const fewVoted = 20;
/** The most that visits beyond give to a product, as a share of the fewest votes that similar visits give. */
const mostShare = 1e-3;

/** Visits that have what similar visits have, and may share nothing with the visit that is asked about. */
export type VisitsBeyond = {
  /** The products that they were found by: the best by the votes of similar visits, the best at the end. */
  readonly by: readonly string[];
  readonly visits: SimilarVisits;
  /** Whether only these visits name the product of this joint number. */
  names(number: number): boolean;
};

/** Of one question, which clears them first. */
const similar = createSimilarVisits();
const votesBeyond = createSparseSums();

/**
 * Where similar visits have voted for few products, adds votes for those that visits like them have, which stand behind all others. Null, and nothing is added, where they have voted for
 * enough. Valid until the next question.
 */
export function voteBeyond(
  votes: SparseSums,
  shards: readonly Visits[],
  joint: JointItems,
  own: KeptVisit | null,
): VisitsBeyond | null {
  const many = votes.numbers();
  if (many.length === 0 || many.length > fewVoted) return null;
  const voted = Array.from(many);
  const best = voted
    .sort((a, b) => votes.of(a) - votes.of(b) || (joint.nameOf(a) < joint.nameOf(b) ? 1 : -1))
    .slice(-prefixItems);
  const fewest = votes.of(voted[0] ?? 0);
  const isVoted = new Set(voted);
  const by = best.map(joint.nameOf);
  const visits = findSimilarVisits(shards, joint, by, own, similar);
  votesBeyond.clear();
  voteByVisits(votesBeyond, visits);
  const others = Array.from(votesBeyond.numbers()).filter((number) => !isVoted.has(number));
  const most = others.reduce((highest, number) => Math.max(highest, votesBeyond.of(number)), 0);
  for (const number of others) votes.add(number, (mostShare * fewest * votesBeyond.of(number)) / most);
  return { by, visits, names: (number) => !isVoted.has(number) && votesBeyond.of(number) > 0 };
}
