import { hourMs, keptHours } from '../../interactions/hourly-sums.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { rankCandidates } from '../rank.ts';
import type { Found } from '../strategy.ts';

const dayMs = 24 * 3_600_000;

/** If the window is empty it widens; null is all there is. */
const widerWindowsMs: readonly (number | null)[] = [7 * dayMs, 30 * dayMs, null];

/** How often something happened to a product in the window; null is all time. */
export type Trending = { kind: 'trending'; interactions: number; windowMs: number | null };

/** Weighted interactions in the hours of a sliding window that ends at `nowMs`, most first; a longer window than is kept counts what is kept. Not personal. `shards` in partition order. */
export function recommendTrending(
  shards: readonly ScopeInteractions[],
  askedMs: number,
  nowMs: number,
  limit: number,
): Found<Trending> & { windowMs: number | null } {
  const windowMs = Math.min(askedMs, keptHours * hourMs);
  for (const window of [windowMs, ...widerWindowsMs]) {
    if (window !== null && window < windowMs) continue;
    const { weights, counts } = sumWindow(shards, window, nowMs);
    if (weights.size === 0) continue;
    const candidates = rankCandidates(
      weights,
      limit,
      (item) => counts.get(item) ?? 0,
      (item): Trending => ({ kind: 'trending', interactions: counts.get(item) ?? 0, windowMs: window }),
    );
    return { windowMs: window, candidates };
  }
  return { windowMs, candidates: [] };
}

function sumWindow(
  shards: readonly ScopeInteractions[],
  windowMs: number | null,
  nowMs: number,
): { weights: Map<string, number>; counts: Map<string, number> } {
  const weights = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { items, hours } of shards) {
    const weightOf = new Float64Array(items.size);
    const countOf = new Float64Array(items.size);
    if (!hours.addWindowTo(windowMs, nowMs, weightOf, countOf)) continue;
    for (let item = 0; item < items.size; item++) {
      const count = countOf[item] ?? 0;
      if (count === 0) continue;
      const productId = items.nameOf(item);
      weights.set(productId, (weights.get(productId) ?? 0) + (weightOf[item] ?? 0));
      counts.set(productId, (counts.get(productId) ?? 0) + count);
    }
  }
  return { weights, counts };
}
