import { type BusyHour, mostBusyEvents } from '../../interactions/busy-hours.ts';
import { hourMs, keptHours } from '../../interactions/hourly-sums.ts';
import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import type { ItemSums } from '../../memory/item-sums.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { nthLargest } from '../../memory/nth-largest.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { bestAt } from '../best-at.ts';
import type { Candidate } from '../candidate.ts';
import type { Ranked } from '../neighbours/best-first.ts';
import { byRank } from '../rank.ts';

const dayMs = 24 * 3_600_000;

/** Windows that follow one that has nothing, or too little; null is all there is. */
const widerWindowsMs: readonly (number | null)[] = [7 * dayMs, 30 * dayMs, null];

/** How often something happened to a product in the window; null is all time. */
export type Trending = { kind: 'trending'; interactions: number; windowMs: number | null };

/** By joint number of a product, for one question, which clears them first: what it weighs, and how often it is left out. */
const weights = createSparseSums();
const leftOut = createSparseSums();
/** Those that may be among the best, and their scores in another order. */
let numbers = new Int32Array(64);
let inNoOrder = new Float64Array(64);
/** Products of the narrower windows. */
const named = createSparseSums();

/**
 * Weighted interactions in the hours of a sliding window that ends at `nowMs`, most first, later hours more (`HourlySums`); a longer window than is kept counts what is
 * kept. What shoppers did in hours of more than `maxHourlyEvents` events is left out, but for what they bought. One that is empty widens; with `isWidening` so does one that has fewer products than `limit`, and those of wider windows stand behind. Not personal. `shards` in partition order.
 */
export function recommendTrending(
  shards: readonly ScopeInteractions[],
  askedMs: number,
  nowMs: number,
  limit: number,
  isWidening = false,
  maxHourlyEvents = mostBusyEvents,
): Candidate<Trending>[] {
  const joint = jointItemsOf(shards);
  const windowMs = Math.min(askedMs, keptHours * hourMs);
  const found: Candidate<Trending>[] = [];
  named.clear();
  for (const window of [windowMs, ...widerWindowsMs]) {
    if (window !== null && window < windowMs) continue;
    weights.clear();
    leftOut.clear();
    const sums = shards.map(({ hours }) => hours.sumsOf(window, nowMs));
    for (const [shard, { hours, busy }] of shards.entries()) {
      const numbers = joint.numbersOf(shard);
      sums[shard]?.addWeightsTo(weights, numbers);
      for (const one of busy.above(maxHourlyEvents)) leaveOut(one, numbers, hours.timesIn(window, nowMs, one.hour));
    }
    const best = bestOf(joint, sums, limit - found.length);
    const scale = (found.at(-1)?.score ?? 1) / (found.length > 0 ? 2 * (best[0]?.score ?? 1) : 1);
    for (const { number, productId, score, popularity: interactions } of best) {
      named.add(number, 1);
      found.push({ productId, score: score * scale, evidence: { kind: 'trending', interactions, windowMs: window } });
    }
    if (found.length >= limit || (found.length > 0 && !isWidening)) break;
  }
  return found;
}

function leaveOut(busy: BusyHour, numbers: Int32Array, times: number): void {
  if (times === 0) return;
  busy.each((item, weight) => {
    const number = numbers[item] ?? 0;
    weights.add(number, -weight * times);
    leftOut.add(number, 1);
  });
}

/**
 * Of those that are not named yet, the best first. Of thousands that weigh something a few hundred are answered: only of these, and of what weighs as much as the last of them, it is counted how often. Few
 * weigh much, so a histogram leaves twice as many as are wanted; among these the last one is found.
 */
function bestOf(joint: JointItems, sums: readonly ItemSums[], limit: number): Ranked[] {
  for (const number of named.numbers()) weights.add(number, -weights.of(number));
  const [all, scores] = [weights.numbers(), weights.values()];
  numbers = grown(numbers, all.length);
  let count = all.length;
  const keep = (least: number): void => {
    let kept = 0;
    for (let n = 0; n < count; n++) {
      const score = scores[n] ?? 0;
      if (score <= 0 || score < least) continue;
      numbers[kept] = numbers[n] ?? 0;
      scores[kept] = score;
      kept += 1;
    }
    count = kept;
  };
  numbers.set(all);
  keep(leastOfBest(scores, count, limit));
  if (count > limit) {
    inNoOrder = grown(inNoOrder, count);
    inNoOrder.set(scores.subarray(0, count));
    keep(nthLargest(inNoOrder, count, limit));
  }
  const counts = new Float64Array(count);
  for (const [shard, of] of sums.entries()) of.addCounts(numbers.subarray(0, count), joint.itemsOf(shard), counts);
  const rankedAt = (place: number): Ranked => {
    const number = numbers[place] ?? 0;
    const popularity = (counts[place] ?? 0) - leftOut.of(number);
    return { number, productId: joint.nameOf(number), score: scores[place] ?? 0, popularity };
  };
  return bestAt(scores, count, limit, rankedAt, byRank);
}
