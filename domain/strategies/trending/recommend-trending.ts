import { type BusyHour, mostBusyEvents } from '../../interactions/busy-hours.ts';
import { hourMs, keptHours } from '../../interactions/hourly-sums.ts';
import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { byRank } from '../rank.ts';

const dayMs = 24 * 3_600_000;

/** Windows that follow one that has nothing, or too little; null is all there is. */
const widerWindowsMs: readonly (number | null)[] = [7 * dayMs, 30 * dayMs, null];

/** How often something happened to a product in the window; null is all time. */
export type Trending = { kind: 'trending'; interactions: number; windowMs: number | null };

/** By joint number of a product, for one question, which clears them first. */
const weights = createSparseSums();
const counts = createSparseSums();
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
    counts.clear();
    for (const [shard, { hours, busy }] of shards.entries()) {
      const numbers = joint.numbersOf(shard);
      hours.sumsOf(window, nowMs).addTo(weights, counts, numbers);
      for (const one of busy.above(maxHourlyEvents)) leaveOut(one, numbers, hours.timesIn(window, nowMs, one.hour));
    }
    const best = bestOf(joint, window, limit - found.length);
    const scale = (found.at(-1)?.score ?? 1) / (found.length > 0 ? 2 * (best[0]?.score ?? 1) : 1);
    for (const one of best) found.push({ ...one, score: one.score * scale });
    if (found.length >= limit || (found.length > 0 && !isWidening)) break;
  }
  return found;
}

function leaveOut(busy: BusyHour, numbers: Int32Array, times: number): void {
  if (times === 0) return;
  busy.each((item, weight) => {
    const number = numbers[item] ?? 0;
    weights.add(number, -weight * times);
    counts.add(number, -1);
  });
}

/** Of those that are not named yet. Only what is answered is named. */
function bestOf(joint: JointItems, windowMs: number | null, limit: number): Candidate<Trending>[] {
  for (const number of named.numbers()) weights.add(number, -weights.of(number));
  const numbers = weights.numbers();
  const scores = weights.values();
  const least = leastOfBest(scores, scores.length, limit);
  const best: { number: number; productId: string; score: number; popularity: number }[] = [];
  for (let n = 0; n < numbers.length; n++) {
    const [number, score] = [numbers[n] ?? 0, scores[n] ?? 0];
    if (score > 0 && score >= least)
      best.push({ number, productId: joint.nameOf(number), score, popularity: counts.of(number) });
  }
  return best
    .sort(byRank)
    .slice(0, limit)
    .map(({ number, productId, score, popularity: interactions }) => {
      named.add(number, 1);
      return { productId, score, evidence: { kind: 'trending', interactions, windowMs } };
    });
}
