import type { ScopeInteractions } from '../interaction-shard.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Where the window is empty it widens; null is all there is. */
export const widerWindowsMs: readonly (number | null)[] = [7 * dayMs, 30 * dayMs, null];

export type Trending = { windowMs: number | null; candidates: Candidate[] };

/** Weighted interactions in the hours of a sliding window that ends at `nowMs`, most first. Not personal. `shards` in partition order. */
export function recommendTrending(
  shards: readonly ScopeInteractions[],
  windowMs: number,
  nowMs: number,
  limit: number,
): Trending {
  for (const window of [windowMs, ...widerWindowsMs]) {
    if (window !== null && window < windowMs) continue;
    const sums = sumWindow(shards, window, nowMs);
    if (sums.size === 0) continue;
    const weights = new Map([...sums].map(([item, { weight }]) => [item, weight]));
    const candidates = rankCandidates(
      weights,
      limit,
      (item) => sums.get(item)?.count ?? 0,
      (item) => ({ kind: 'trending', interactions: sums.get(item)?.count ?? 0, windowMs: window }),
    );
    return { windowMs: window, candidates };
  }
  return { windowMs, candidates: [] };
}

function sumWindow(
  shards: readonly ScopeInteractions[],
  windowMs: number | null,
  nowMs: number,
): Map<string, { weight: number; count: number }> {
  const sums = new Map<string, { weight: number; count: number }>();
  for (const shard of shards) {
    const buckets =
      windowMs === null
        ? [shard.allTime]
        : [...shard.hours]
            .filter(([hour]) => (hour + 1) * hourMs > nowMs - windowMs && hour * hourMs <= nowMs)
            .map(([, bucket]) => bucket);
    for (const bucket of buckets) {
      for (const [item, { weight, count }] of bucket) {
        const sum = sums.get(item);
        if (sum === undefined) sums.set(item, { weight, count });
        else {
          sum.weight += weight;
          sum.count += count;
        }
      }
    }
  }
  return sums;
}
