import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { byRank } from '../rank.ts';

/** A product with its joint number; its popularity is how many kept visits have it. */
export type Voted = { number: number; productId: string; score: number; popularity: number };

/** Of what was voted for, by votes × idf; ties by popularity, then by id. */
export function bestVoted(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  votes: SparseSums,
  limit: number,
): Voted[] {
  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  const voted = votes.numbers();
  const popularity = new Float64Array(voted.length);
  const scores = new Float64Array(voted.length);
  for (const [shard, { sessions }] of shards.entries())
    sessions.sets.addCounts(voted, joint.itemsOf(shard), popularity);
  for (let n = 0; n < voted.length; n++) {
    const number = voted[n] ?? 0;
    scores[n] = votes.of(number) * Math.log(1 + kept / Math.max(1, popularity[n] ?? 0));
  }
  const least = leastOfBest(voted.length, limit, (n) => scores[n] ?? 0);
  const best: Voted[] = [];
  for (let n = 0; n < voted.length; n++) {
    const [number, score] = [voted[n] ?? 0, scores[n] ?? 0];
    if (score >= least && score > 0)
      best.push({ number, productId: joint.nameOf(number), score, popularity: popularity[n] ?? 0 });
  }
  return best.sort(byRank).slice(0, limit);
}
