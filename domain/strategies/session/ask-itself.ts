import { itemsAlone } from '../../interactions/joint-items.ts';
import type { Sessions } from '../../interactions/sessions.ts';
import type { Interner } from '../../memory/interner.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { exactLog } from '../neighbours/exact-log.ts';
import { countedPlaces, type KnownQuestion } from './add-worths.ts';
import { findSimilarVisits, prefixItems, voteByVisits } from './similar-visits.ts';

/** Of one question, which clears them first. */
const votes = createSparseSums();
/** By item its place in the visit, from 1; 0 is none. Of one question, which clears them first. */
const places = createSparseSums();

/**
 * What one shard alone would have answered to a visit of its own just before this item came next, in the parts that repeat terms are learnt from; null if no other visit is like
 * it. To be asked before the shard takes the event in: so nothing of what is asked for, or comes later, is known to it.
 */
export function askItself(
  shard: { readonly items: Interner; readonly sessions: Sessions },
  number: number,
  next: number,
): KnownQuestion | null {
  const { items, sessions } = shard;
  const { sets } = sessions;
  const slot = sets.slotOf(number);
  const visit = sets.itemsOf(number).slice(-prefixItems);
  const joint = itemsAlone(items);
  const similar = findSimilarVisits([shard], joint, Array.from(visit, items.nameOf), { shard: 0, slot });
  if (similar.count === 0) return null;
  votes.clear();
  voteByVisits(votes, similar);
  const scoreOf = (item: number) => votes.of(item) * exactLog(1 + sets.kept / Math.max(1, sets.countWith(item)));
  const voted = votes.numbers();
  const scores = new Float64Array(voted.length);
  let highest = 0;
  places.clear();
  for (let n = 0; n < visit.length; n++) places.add(visit[n] ?? 0, n + 1);
  for (let n = 0; n < voted.length; n++) {
    const score = scoreOf(voted[n] ?? 0);
    highest = Math.max(highest, score);
    scores[n] = places.of(voted[n] ?? 0) > 0 ? 0 : score;
  }
  const least = leastOfBest(scores, scores.length, countedPlaces);
  const others = scores
    .filter((score) => score >= least && score > 0)
    .sort()
    .reverse()
    .subarray(0, countedPlaces);
  const returns = sessions.returnsAt(slot);
  return {
    voters: similar.count,
    own: Array.from(visit, (item, n) => ({
      byVotes: scoreOf(item) / highest,
      back: visit.length - 1 - n,
      returns: returns.reduce((count, other) => (other === item ? count + 1 : count), 0),
    })),
    others: Array.from(others, (score) => score / highest),
    target: places.of(next) - 1,
    targetByVotes: scoreOf(next) / highest,
  };
}
