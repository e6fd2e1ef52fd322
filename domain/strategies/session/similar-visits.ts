import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { findNearest, type Neighbourhood } from '../neighbours/nearest.ts';
import type { Voter } from '../neighbours/voters.ts';

/** Most recent visits of a product that are looked at, all shards together, fewer if the products are many; and the most similar of them all that vote. */
const sampledVisits = 500;
const sampledTogether = 4_000;
const neighbours = 200;
/** A product asked with weighs e times less for each so many places that it is further back. */
const prefixDecay = 1.5;
/** What a rare product says more than a common one, as an exponent of its idf. */
const rarity = 0.5;
/** Weights are rounded to parts of this, since similarities are counted as integers. */
const weightUnit = 256;
/** A voter's product counts e times less for each so many places between it and the latest product that both visits have, and less if it comes before that one. */
const distanceDecay = 4;
const beforeShare = 0.8;
/** A voter counts e times less for each so many places that the latest product it shares is further back. */
const latestDecay = 2.5;
/** What a long visit says less than a short one, as an exponent of its length. */
const brevity = 0.25;
/** By length of a visit, by distance in it, and by places back; a visit has 50 products at most, and 31 are asked with. */
const byLength = Float64Array.from({ length: 64 }, (_, length) => Math.max(1, length) ** -brevity);
const after = Float64Array.from({ length: 64 }, (_, distance) => Math.exp(-distance / distanceDecay));
const before = after.map((weight) => beforeShare * weight);
const byBack = Float64Array.from({ length: 32 }, (_, back) => Math.exp(-back / latestDecay));

/** A visit that is kept: the shard it is in, and the slot of its set there. */
export type KeptVisit = { shard: number; slot: number };

/** The latest product of the question that both have: its place in `items`, and how many of the question come after it. */
export type SimilarVisit = Voter & { latest: number; back: number };

/**
 * The visits most like this one, by VMIS-kNN (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022) through inverted indexes over all shards, in
 * partition order. Similarity is the sum of the weights of the shared products, which decay with their place in the prefix as STAN's do (Garg et al., SIGIR 2019),
 * times a power of their idf; 1 is that all are shared. `prefix`: distinct products, the most telling last, 31 at most. `own` is the visit that asks, which is not like itself.
 */
export function findSimilarVisits(
  shards: readonly ScopeInteractions[],
  prefix: readonly string[],
  own: KeptVisit | null,
): SimilarVisit[] {
  const known = shards.map(({ items }) => Int32Array.from(prefix, (productId) => items.find(productId)));
  const sampled = Math.ceil(Math.min(sampledVisits, sampledTogether / prefix.length) / shards.length);
  const weights = weightsOf(shards, known, prefix.length);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const near = findNearest(shards.map(visitsOf), known, weights, sampled, own === null ? neighbours : neighbours + 1);
  const similar: SimilarVisit[] = [];
  for (const { shard, place, similarity, shared } of near) {
    if ((shard === own?.shard && place === own.slot) || similar.length === neighbours) continue;
    const items = shards[shard]?.sessions.sets.itemsAt(place) ?? new Int32Array(0);
    const last = 31 - Math.clz32(shared);
    const latest = items.indexOf(known[shard]?.[last] ?? -1);
    const back = prefix.length - 1 - last;
    similar.push({ shard, slot: place, similarity: similarity / all, shared, items, latest, back });
  }
  return similar;
}

/** Adds to the votes of each visit's products its similarity, less for a long visit, for one that shares nothing late, and for a product far from what is shared last. */
export function voteByVisits(votes: SparseSums, joint: JointItems, visits: readonly SimilarVisit[]): void {
  for (const { shard, similarity, items, latest, back } of visits) {
    const numbers = joint.numbersOf(shard);
    const each = similarity * (byLength[items.length] ?? 0) * (byBack[back] ?? 0);
    for (let n = 0; n < items.length; n++) {
      const weight = (n < latest ? before[latest - n] : after[n - latest]) ?? 0;
      votes.add(numbers[items[n] ?? 0] ?? 0, each * weight);
    }
  }
}

/** When the last event of a similar visit was. */
export const latestMsOfVisit =
  (shards: readonly ScopeInteractions[]) =>
  ({ shard, slot }: Pick<SimilarVisit, 'shard' | 'slot'>): number | null =>
    shards[shard]?.sessions.lastMsOf(slot) ?? null;

/** By place in the prefix. */
function weightsOf(shards: readonly ScopeInteractions[], known: readonly Int32Array[], length: number): number[] {
  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  return Array.from({ length }, (_, n) => {
    const having = shards.reduce(
      (sum, { sessions }, shard) => sum + sessions.sets.countWith(known[shard]?.[n] ?? -1),
      0,
    );
    const idf = Math.log(1 + kept / Math.max(1, having));
    return Math.max(1, Math.round(weightUnit * Math.exp((n + 1 - length) / prefixDecay) * idf ** rarity));
  });
}

const visitsOf = ({ sessions: { sets } }: ScopeInteractions): Neighbourhood => ({
  places: sets.kept,
  placesWith: sets.slotsWith,
});
