import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { byRank } from '../rank.ts';

/** A product with its joint number; its popularity is how many kept visits have it. */
export type Voted = { number: number; productId: string; score: number; popularity: number };

/**
 * Of what was voted for, by votes × idf; ties by popularity, then by id. `shares`: what a product has beside its votes, as shares of the best score that
 * votes give.
 */
export function bestVoted(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  votes: SparseSums,
  limit: number,
  shares?: SparseSums,
): Voted[] {
  for (const number of shares?.numbers() ?? []) votes.add(number, 0);
  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  const voted = votes.numbers();
  const popularity = new Float64Array(voted.length);
  const scores = new Float64Array(voted.length);
  for (const [shard, { sessions }] of shards.entries())
    sessions.sets.addCounts(voted, joint.itemsOf(shard), popularity);
  let highest = 0;
  for (let n = 0; n < voted.length; n++) {
    const number = voted[n] ?? 0;
    const score = votes.of(number) * Math.log(1 + kept / Math.max(1, popularity[n] ?? 0));
    scores[n] = score;
    highest = Math.max(highest, score);
  }
  if (shares !== undefined)
    for (let n = 0; n < voted.length; n++) scores[n] = (scores[n] ?? 0) + highest * shares.of(voted[n] ?? 0);
  const least = leastOfBest(voted.length, limit, (n) => scores[n] ?? 0);
  const best: Voted[] = [];
  for (let n = 0; n < voted.length; n++) {
    const [number, score] = [voted[n] ?? 0, scores[n] ?? 0];
    if (score >= least && score > 0)
      best.push({ number, productId: joint.nameOf(number), score, popularity: popularity[n] ?? 0 });
  }
  return best.sort(byRank).slice(0, limit);
}
