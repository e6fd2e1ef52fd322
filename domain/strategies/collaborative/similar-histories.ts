import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { findNearest, type Neighbourhood } from '../neighbours/nearest.ts';
import type { Voter } from '../neighbours/voters.ts';

/** Most recent shoppers of an item that are looked at, all shards together, fewer if the items are many; and the most similar of them all that vote. */
const sampledShoppers = 500;
const sampledTogether = 4_000;
const neighbours = 100;
/** The last products of a neighbour vote: a history may have thousands. */
const votingItems = 50;
/** One shopper who shares a single product is chance. */
const leastShared = 2;

/** The shoppers whose history is most like this one; similarity is the sum of linearly decaying weights of the shared products. `prefix`: the most telling last, 31 at most. */
export function findSimilarHistories(shards: readonly ScopeInteractions[], prefix: readonly string[]): Voter[] {
  const known = shards.map(({ items }) => Int32Array.from(prefix, (productId) => items.find(productId)));
  const sampled = Math.ceil(Math.min(sampledShoppers, sampledTogether / prefix.length) / shards.length);
  return findNearest(shards.map(shoppersOf), known, sampled, neighbours)
    .filter(({ shared }) => countBits(shared) >= leastShared)
    .flatMap(({ shard, place, similarity, shared }) => {
      const of = shards[shard];
      return of === undefined
        ? []
        : [
            {
              shard,
              similarity: similarity / prefix.length,
              shared,
              items: of.shoppers.historyOf(place).subarray(-votingItems),
            },
          ];
    });
}

const shoppersOf = ({ shoppers }: ScopeInteractions): Neighbourhood => ({
  places: shoppers.places,
  placesWith: shoppers.slotsWith,
});

function countBits(value: number): number {
  let bits = 0;
  for (let left = value; left !== 0; left &= left - 1) bits += 1;
  return bits;
}
