import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { findNearest, type Neighbourhood } from '../neighbours/nearest.ts';
import { addVoter, createVoters, type Voters } from '../neighbours/voters.ts';

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
/** More than a visit has. */
const visitItems = 64;
const numbersOfNothing = new Int32Array(0);
/** By length of a visit, by distance in it, and by places back; a visit has 50 products at most, and 31 are asked with. */
const byLength = Float64Array.from({ length: 64 }, (_, length) => Math.max(1, length) ** -brevity);
const after = Float64Array.from({ length: 64 }, (_, distance) => Math.exp(-distance / distanceDecay));
const before = after.map((weight) => beforeShare * weight);
const byBack = Float64Array.from({ length: 32 }, (_, back) => Math.exp(-back / latestDecay));

/** A visit that is kept: the shard it is in, and the slot of its set there. */
export type KeptVisit = { shard: number; slot: number };

/** Beside what voters have, the latest product of the question that both have: its place in `arrays`, and how many of the question come after it. */
export type SimilarVisits = Voters & { readonly latest: Int32Array; readonly backs: Int32Array };

/** Of one question. */
const similar: SimilarVisits = {
  ...createVoters(neighbours),
  latest: new Int32Array(neighbours),
  backs: new Int32Array(neighbours),
};

/**
 * The visits most like this one, by VMIS-kNN (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022) through inverted indexes over all shards, in
 * partition order. Similarity is the sum of the weights of the shared products, which decay with their place in the prefix as STAN's do (Garg et al., SIGIR 2019),
 * times a power of their idf; 1 is that all are shared. `prefix`: distinct products, the most telling last, 31 at most. `own` is the visit that asks, which is not like itself.
 * Valid until the next question.
 */
export function findSimilarVisits(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  prefix: readonly string[],
  own: KeptVisit | null,
): SimilarVisits {
  const numbers = prefix.map(joint.find);
  const known = shards.map((_, shard) => Int32Array.from(numbers, (number) => joint.itemsOf(shard)[number] ?? -1));
  const sampled = Math.ceil(Math.min(sampledVisits, sampledTogether / prefix.length) / shards.length);
  const weights = weightsOf(shards, known, prefix.length);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const near = findNearest(shards.map(visitsOf), known, weights, sampled, own === null ? neighbours : neighbours + 1);
  similar.count = 0;
  for (let n = 0; n < near.count && similar.count < neighbours; n++) {
    const [shard, place, shared] = [near.shards[n] ?? 0, near.places[n] ?? 0, near.shared[n] ?? 0];
    const members = shards[shard]?.sessions.sets.members;
    if (members === undefined || (shard === own?.shard && place === own.slot)) continue;
    const last = 31 - Math.clz32(shared);
    const product = known[shard]?.[last] ?? -1;
    const at = similar.count;
    addVoter(similar, members, place, visitItems, { shard, similarity: (near.similarities[n] ?? 0) / all, shared });
    const items = similar.arrays[at] ?? numbersOfNothing;
    let latest = similar.starts[at] ?? 0;
    while (items[latest] !== product && latest < (similar.ends[at] ?? 0)) latest += 1;
    similar.latest[at] = latest;
    similar.backs[at] = prefix.length - 1 - last;
  }
  return similar;
}

/** Adds to the votes of each visit's products its similarity, less for a long visit, for one that shares nothing late, and for a product far from what is shared last. */
export function voteByVisits(votes: SparseSums, joint: JointItems, visits: SimilarVisits): void {
  for (let n = 0; n < visits.count; n++) {
    const numbers = joint.numbersOf(visits.shards[n] ?? 0);
    const items = visits.arrays[n] ?? numbersOfNothing;
    const [start, end, latest] = [visits.starts[n] ?? 0, visits.ends[n] ?? 0, visits.latest[n] ?? 0];
    const each = (visits.similarities[n] ?? 0) * (byLength[end - start] ?? 0) * (byBack[visits.backs[n] ?? 0] ?? 0);
    for (let at = start; at < end; at++) {
      const weight = (at < latest ? before[latest - at] : after[at - latest]) ?? 0;
      votes.add(numbers[items[at] ?? 0] ?? 0, each * weight);
    }
  }
}

/** When the last event of a similar visit was. */
export const latestMsOfVisit =
  (shards: readonly ScopeInteractions[]) =>
  (shard: number, slot: number): number | null =>
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
