import { jointItemsOf } from '../interactions/joint-items.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import { askedItems } from '../strategies/collaborative/recommend-collaborative.ts';
import { findSimilarHistories } from '../strategies/histories/similar-histories.ts';
import { roundedScore } from './rounded-score.ts';

/** Of the shopper's last products so many are told where a neighbour has them. */
const namedProducts = 30;

/** A shopper like another one: by the cosine of their products, 1 for the same; `shared`: which of the last products of the one who is asked about the other has too, the last touched first. */
export type ShopperNeighbour = { userId: string; score: number; shared: string[] };

/** The shoppers by whom `collaborative` ranks for a shopper, the most similar first, 63 at most; null if the models do not know the shopper. */
export function findShopperNeighbours(
  shards: readonly ScopeInteractions[],
  userId: string,
  limit: number,
): ShopperNeighbour[] | null {
  const own = shards.findIndex(({ shoppers }) => shoppers.find(userId) >= 0);
  const shard = shards[own];
  if (shard === undefined) return null;
  const slot = shard.shoppers.find(userId);
  const history = Array.from(shard.shoppers.historyOf(slot), shard.items.nameOf).slice(-askedItems);
  if (history.length === 0) return [];
  const joint = jointItemsOf(shards);
  const named = history.slice(-namedProducts);
  const similar = findSimilarHistories(shards, joint, Int32Array.from(history, joint.find), named.length);
  const neighbours: ShopperNeighbour[] = [];
  for (let n = 0; n < similar.count && neighbours.length < limit; n++) {
    const [of, place, shared] = [similar.shards[n] ?? 0, similar.slots[n] ?? 0, similar.shared[n] ?? 0];
    if (of === own && place === slot) continue;
    neighbours.push({
      userId: shards[of]?.shoppers.nameOf(place) ?? '',
      score: roundedScore(similar.similarities[n] ?? 0),
      shared: named.filter((_, bit) => (shared & (1 << bit)) !== 0).reverse(),
    });
  }
  return neighbours;
}
