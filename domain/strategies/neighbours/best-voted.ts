import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { bestFirst, type Ranked } from './best-first.ts';

/** Products by joint number, in no order, with their scores and how many kept visits have them. Valid until the next question. */
export type ScoredVotes = { count: number; numbers: Int32Array; scores: Float64Array; popularity: Float64Array };

const scored: ScoredVotes = {
  count: 0,
  numbers: new Int32Array(1_024),
  scores: new Float64Array(1_024),
  popularity: new Float64Array(1_024),
};

/**
 * Scores what was voted for by votes × idf: the best `limit` at least, and others. The idf of a product has to be counted in each shard, so it is not looked up for what cannot be
 * among the best by its votes, however rare it is. `shares`: what a product has beside its votes, as shares of the best score that votes give, below zero what speaks against it; it is scored in any case.
 */
export function scoreVoted(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  votes: SparseSums,
  limit: number,
  shares?: SparseSums,
): ScoredVotes {
  for (const number of shares?.numbers() ?? []) votes.add(number, 0);
  const kept = shards.reduce((sum, { sessions }) => sum + sessions.sets.kept, 0);
  const voted = votes.numbers();
  scored.count = 0;
  scored.numbers = grown(scored.numbers, voted.length);
  scored.scores = grown(scored.scores, voted.length);
  scored.popularity = grown(scored.popularity, voted.length);
  const { numbers, scores, popularity } = scored;
  const scoreFrom = (from: number): void => {
    popularity.fill(0, from, scored.count);
    for (let shard = 0; shard < shards.length; shard++)
      shards[shard]?.sessions.sets.addCounts(
        numbers.subarray(from, scored.count),
        joint.itemsOf(shard),
        popularity.subarray(from, scored.count),
      );
    for (let n = from; n < scored.count; n++)
      scores[n] = votes.of(numbers[n] ?? 0) * Math.log(1 + kept / Math.max(1, popularity[n] ?? 0));
  };
  const leastVotes = leastOfBest(votes.values(), voted.length, limit);
  const isFirst = (number: number) => votes.of(number) >= leastVotes || (shares?.of(number) ?? 0) !== 0;
  for (let n = 0; n < voted.length; n++) if (isFirst(voted[n] ?? 0)) numbers[scored.count++] = voted[n] ?? 0;
  const first = scored.count;
  scoreFrom(0);
  const least = leastOfBest(scores, first, limit);
  const highestIdf = Math.log(1 + kept);
  for (let n = 0; n < voted.length; n++) {
    const number = voted[n] ?? 0;
    if (!isFirst(number) && votes.of(number) * highestIdf >= least) numbers[scored.count++] = number;
  }
  scoreFrom(first);
  if (shares !== undefined) {
    let highest = 0;
    for (let n = 0; n < scored.count; n++) highest = Math.max(highest, scores[n] ?? 0);
    for (let n = 0; n < first; n++) scores[n] = Math.max(0, (scores[n] ?? 0) + highest * shares.of(numbers[n] ?? 0));
  }
  return scored;
}

/** The best of them that have a score, in parts (`bestFirst`). */
export function bestVoted(joint: JointItems, scored: ScoredVotes, limit: number): Iterable<readonly Ranked[]> {
  const { numbers, scores, popularity } = scored;
  let count = 0;
  for (let n = 0; n < scored.count; n++) {
    if ((scores[n] ?? 0) <= 0) continue;
    numbers[count] = numbers[n] ?? 0;
    scores[count] = scores[n] ?? 0;
    popularity[count] = popularity[n] ?? 0;
    count += 1;
  }
  return bestFirst(joint, { count, numbers, scores }, (place) => popularity[place] ?? 0, limit);
}
