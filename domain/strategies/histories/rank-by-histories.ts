import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { type Voters, vote } from '../neighbours/voters.ts';
import { historyRowsOf } from './history-rows.ts';
import type { HistoryRow } from './learn-row.ts';

/** Products with the most votes of similar shoppers that are ranked by their rows; the others have their votes alone. */
export const mostRanked = 100;
/** What a product that nothing speaks for by its row keeps of its votes: it stands behind all others. */
const least = 1e-6;

/** Votes and scores of one question, which clears them first. */
const [votes, scores] = [createSparseSums(), createSparseSums()];
/** By joint number 1 for what is asked with; all zero between two questions. */
let isAsked = new Uint8Array(1_024);

/**
 * Scores by joint number for what the shoppers of similar histories have: what the product's row says of the whole history asked with, between 0 and about 1;
 * while the row is not learnt, the share of the similar shoppers that have the product, in the measure of the rows that are. Of the 100 with the most votes; if more than `mostAskedAtFirst` are wanted, the
 * others follow behind these. Valid until the next question.
 */
export function rankByHistories(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  asked: Int32Array,
  voters: Voters,
  wanted: number,
): SparseSums {
  votes.clear();
  scores.clear();
  let all = 0;
  for (let n = 0; n < voters.count; n++) all += voters.similarities[n] ?? 0;
  vote(votes, voters, all);
  const voted = votes.numbers();
  isAsked = grown(isAsked, joint.size);
  try {
    for (let n = 0; n < asked.length; n++) if ((asked[n] ?? -1) >= 0) isAsked[asked[n] ?? 0] = 1;
    const shares = votes.values();
    for (let n = 0; n < voted.length; n++) if (isAsked[voted[n] ?? 0] === 1) shares[n] = 0;
    const leastShare = leastOfBest(shares, voted.length, mostRanked);
    const rows = historyRowsOf(shards, joint);
    rows.refresh();
    const missed: number[] = [];
    let [byRows, byVotes] = [0, 0];
    for (let n = 0; n < voted.length; n++) {
      const [number, share] = [voted[n] ?? 0, shares[n] ?? 0];
      if (share === 0) continue;
      if (share < leastShare) {
        if (wanted > mostAskedAtFirst) scores.add(number, share * least);
        continue;
      }
      const row = rows.of(number);
      if (row === undefined) {
        missed.push(number);
        continue;
      }
      const score = Math.max(share * least, sumOf(row, isAsked));
      byRows += score;
      byVotes += share;
      scores.add(number, score);
    }
    const measure = byRows > 0 ? byRows / byVotes : 1;
    for (const number of missed) scores.add(number, votes.of(number) * measure);
  } finally {
    for (let n = 0; n < asked.length; n++) if ((asked[n] ?? -1) >= 0) isAsked[asked[n] ?? 0] = 0;
  }
  return scores;
}

/** `isIn`: by joint number 1 for what counts. */
function sumOf({ numbers, weights }: HistoryRow, isIn: Uint8Array): number {
  let sum = 0;
  for (let n = 0; n < numbers.length; n++) if (isIn[numbers[n] ?? 0] === 1) sum += weights[n] ?? 0;
  return sum;
}
