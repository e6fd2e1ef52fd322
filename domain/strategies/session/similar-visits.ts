import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { findNearest, type Neighbourhood } from '../neighbours/nearest.ts';
import type { Voter } from '../neighbours/voters.ts';

/** Most recent visits of an item that are looked at, all shards together, fewer if the items are many; and the most similar of them all that vote. */
const sampledVisits = 500;
const sampledTogether = 4_000;
const neighbours = 100;

/** A visit that is kept: the shard it is in, and the slot of its set there. */
export type KeptVisit = { shard: number; slot: number };

/**
 * The visits most like this one, by VMIS-kNN (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022) through inverted indexes over all shards, in
 * partition order. Similarity is the sum of linearly decaying weights of the shared products. `prefix`: distinct products, the most telling last, 31 at most.
 * `own` is the visit that asks, which is not like itself.
 */
export function findSimilarVisits(
  shards: readonly ScopeInteractions[],
  prefix: readonly string[],
  own: KeptVisit | null,
): Voter[] {
  const known = shards.map(({ items }) => Int32Array.from(prefix, (productId) => items.find(productId)));
  const sampled = Math.ceil(Math.min(sampledVisits, sampledTogether / prefix.length) / shards.length);
  return findNearest(shards.map(visitsOf), known, sampled, own === null ? neighbours : neighbours + 1)
    .filter(({ shard, place }) => shard !== own?.shard || place !== own.slot)
    .slice(0, neighbours)
    .flatMap(({ shard, place, similarity, shared }) => {
      const of = shards[shard];
      return of === undefined
        ? []
        : [{ shard, similarity: similarity / prefix.length, shared, items: of.sessions.sets.itemsAt(place) }];
    });
}

const visitsOf = ({ sessions: { sets } }: ScopeInteractions): Neighbourhood => ({
  places: sets.kept,
  placesWith: sets.slotsWith,
});
