import { hourMs, keptHours } from '../../interactions/hourly-sums.ts';
import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { byRank } from '../rank.ts';
import type { Found } from '../strategy.ts';

const dayMs = 24 * 3_600_000;

/** A window that is empty widens; null is all there is. */
const widerWindowsMs: readonly (number | null)[] = [7 * dayMs, 30 * dayMs, null];

/** How often something happened to a product in the window; null is all time. */
export type Trending = { kind: 'trending'; interactions: number; windowMs: number | null };

/** By joint number of a product, for one question, which clears them first. */
const weights = createSparseSums();
const counts = createSparseSums();

/**
 * Weighted interactions in the hours of a sliding window that ends at `nowMs`, most first, later hours more (`HourlySums`); a longer window than is kept counts what is
 * kept. Not personal. `shards` in partition order.
 */
export function recommendTrending(
  shards: readonly ScopeInteractions[],
  askedMs: number,
  nowMs: number,
  limit: number,
): Found<Trending> & { windowMs: number | null } {
  const joint = jointItemsOf(shards);
  const windowMs = Math.min(askedMs, keptHours * hourMs);
  for (const window of [windowMs, ...widerWindowsMs]) {
    if (window !== null && window < windowMs) continue;
    weights.clear();
    counts.clear();
    for (const [shard, { hours }] of shards.entries())
      hours.sumsOf(window, nowMs).addTo(weights, counts, joint.numbersOf(shard));
    if (weights.numbers().length > 0) return { windowMs: window, candidates: bestOf(joint, window, limit) };
  }
  return { windowMs, candidates: [] };
}

/** Only what is answered is named. */
function bestOf(joint: JointItems, windowMs: number | null, limit: number): Found<Trending>['candidates'] {
  const numbers = weights.numbers();
  const scores = weights.values();
  const least = leastOfBest(scores, scores.length, limit);
  const best: { productId: string; score: number; popularity: number }[] = [];
  for (let n = 0; n < numbers.length; n++) {
    const [number, score] = [numbers[n] ?? 0, scores[n] ?? 0];
    if (score >= least) best.push({ productId: joint.nameOf(number), score, popularity: counts.of(number) });
  }
  return best
    .sort(byRank)
    .slice(0, limit)
    .map(({ productId, score, popularity: interactions }) => ({
      productId,
      score,
      evidence: { kind: 'trending', interactions, windowMs },
    }));
}
