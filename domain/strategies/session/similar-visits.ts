import type { JointItems } from '../../interactions/joint-items.ts';
import type { Sessions } from '../../interactions/sessions.ts';
import type { Interner } from '../../memory/interner.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import { exactLog } from '../neighbours/exact-log.ts';
import { findNearest, type Neighbourhood } from '../neighbours/nearest.ts';
import { addVoter, createVoters, gatherItems, type Voters } from '../neighbours/voters.ts';

/** Products of a visit that are asked with; later ones weigh more. */
export const prefixItems = 20;
/** Most recent visits of a product that are looked at, all shards together, fewer if the products are many; and the most similar of them all that vote. */
const sampledVisits = 300;
const sampledTogether = 4_000;
const neighbours = 150;
/** Weights are rounded to parts of this, since similarities are counted as integers. */
const weightUnit = 256;
/** What a voter's product counts that comes before the latest one that both visits have, beside one that comes after it. */
const beforeShare = 0.8;
/** More than a visit has. */
const mostPlaces = 64;

/**
 * Weights that fall e times each so many places; e^(−1 / places) is given in digits, and the rest is multiplied. Here and below nothing but + − × ÷ and square roots: what a shard learns
 * from these has the same bits on every machine.
 */
const falling = (each: number) => {
  const weights = new Float64Array(mostPlaces).fill(1);
  for (let n = 1; n < mostPlaces; n++) weights[n] = (weights[n - 1] ?? 0) * each;
  return weights;
};
/** A product asked with, by places further back: e times less each 1.5. */
const byPlace = falling(0.513417119032592);
/** A voter's product, by places between it and the latest product that both visits have: e times less each 4. */
const after = falling(0.7788007830714049);
const before = after.map((weight) => beforeShare * weight);
/** A voter, by places that the latest product it shares is further back: e times less each 2.5. */
const byBack = falling(0.6703200460356393);
/** What a long visit says less than a short one: its length to the power of −1/4. */
const byLength = Float64Array.from(
  { length: mostPlaces },
  (_, length) => 1 / Math.sqrt(Math.sqrt(Math.max(1, length))),
);

/** A visit that is kept: the shard it is in, and the slot of its set there. */
export type KeptVisit = { shard: number; slot: number };

/** The part of a shard that visits are found in. */
export type Visits = { readonly items: Interner; readonly sessions: Sessions };

/** Beside what voters have, the latest product of the question that both have: its place in `numbers`, and how many of the question come after it. */
export type SimilarVisits = Voters & {
  readonly latest: Int32Array;
  readonly backs: Int32Array;
  /** Whether there are visits with a product of the question that are not among these. */
  isCut: boolean;
};

/** Room for the similar visits of one question after the other. */
export const createSimilarVisits = (): SimilarVisits => ({
  ...createVoters(neighbours),
  latest: new Int32Array(neighbours),
  backs: new Int32Array(neighbours),
  isCut: false,
});

/** Of one question. */
const similarOfQuestion = createSimilarVisits();

/**
 * The visits most like this one, by VMIS-kNN (Kersbergen, Sprangers, Schelter: Serenade, SIGMOD 2022) through inverted indexes over all shards, in
 * partition order. Similarity is the sum of the weights of the shared products, which decay with their place in the prefix as STAN's do (Garg et al., SIGIR 2019),
 * times a power of their idf; 1 is that all are shared. `prefix`: distinct products, the most telling last, 31 at most. `own` is the visit that asks, which is not like itself.
 * Valid until the next question that has them put into the same `similar`.
 */
export function findSimilarVisits(
  shards: readonly Visits[],
  joint: JointItems,
  prefix: readonly string[],
  own: KeptVisit | null,
  similar = similarOfQuestion,
): SimilarVisits {
  const numbers = prefix.map(joint.find);
  const known = shards.map((_, shard) => Int32Array.from(numbers, (number) => joint.itemsOf(shard)[number] ?? -1));
  const sampled = Math.ceil(Math.min(sampledVisits, sampledTogether / prefix.length) / shards.length);
  const weights = weightsOf(shards, known, prefix.length);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const near = findNearest(shards.map(visitsOf), known, weights, sampled, own === null ? neighbours : neighbours + 1);
  const isSampled = (shard: number, item: number) => (shards[shard]?.sessions.sets.countWith(item) ?? 0) > sampled;
  similar.isCut =
    near.count >= neighbours || known.some((items, shard) => items.some((item) => isSampled(shard, item)));
  similar.count = 0;
  for (let n = 0; n < near.count && similar.count < neighbours; n++) {
    const [shard, place] = [near.shards[n] ?? 0, near.places[n] ?? 0];
    if (shard === own?.shard && place === own.slot) continue;
    addVoter(similar, shard, place, (near.similarities[n] ?? 0) / all, near.shared[n]);
  }
  const visits = shards.map(({ sessions }) => sessions.sets.members);
  gatherItems(similar, visits, joint, mostPlaces);
  for (let at = 0; at < similar.count; at++) {
    const last = 31 - Math.clz32(similar.shared[at] ?? 0);
    const end = similar.starts[at + 1] ?? 0;
    let latest = similar.starts[at] ?? 0;
    while (latest < end && similar.numbers[latest] !== numbers[last]) latest += 1;
    similar.latest[at] = latest;
    similar.backs[at] = prefix.length - 1 - last;
  }
  return similar;
}

/** How much each vote is worth: of one question. They are gathered before they are added up, since a call for each costs more than the sum. */
const worths = new Float64Array(neighbours * mostPlaces);

/** Adds to the votes of each visit's products its similarity, less for a long visit, for one that shares nothing late, and for a product far from what is shared last. */
export function voteByVisits(votes: SparseSums, visits: SimilarVisits): void {
  const { count, numbers, starts, latest: latests } = visits;
  for (let n = 0; n < count; n++) {
    const [start, end, latest] = [starts[n] ?? 0, starts[n + 1] ?? 0, latests[n] ?? 0];
    const each = (visits.similarities[n] ?? 0) * (byLength[end - start] ?? 0) * (byBack[visits.backs[n] ?? 0] ?? 0);
    for (let at = start; at < end; at++)
      worths[at] = each * ((at < latest ? before[latest - at] : after[at - latest]) ?? 0);
  }
  const all = starts[count] ?? 0;
  votes.addScaled(numbers.subarray(0, all), worths.subarray(0, all), 1);
}

/** When the last event of a similar visit was. */
export const latestMsOfVisit =
  (shards: readonly Visits[]) =>
  (shard: number, slot: number): number | null =>
    shards[shard]?.sessions.lastMsOf(slot) ?? null;

/** By place in the prefix. */
function weightsOf(shards: readonly Visits[], known: readonly Int32Array[], length: number): number[] {
  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  return Array.from({ length }, (_, n) => {
    const having = shards.reduce(
      (sum, { sessions }, shard) => sum + sessions.sets.countWith(known[shard]?.[n] ?? -1),
      0,
    );
    // A rare product says more than a common one: the square root of its idf.
    const rarity = Math.sqrt(exactLog(1 + kept / Math.max(1, having)));
    return Math.max(1, Math.round(weightUnit * (byPlace[length - 1 - n] ?? 0) * rarity));
  });
}

const visitsOf = ({ sessions: { sets } }: Visits): Neighbourhood => ({
  places: sets.kept,
  placesWith: sets.slotsWith,
});
