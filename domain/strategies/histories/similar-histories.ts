import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Voter } from '../neighbours/voters.ts';

/** Most recent shoppers of a product that are looked at, all shards together, fewer where the products are many; and the most similar of them all that vote. */
const sampledShoppers = 500;
const sampledTogether = 30_000;
const neighbours = 100;
/** The last products of a neighbour vote: a few shoppers have thousands. */
const votingItems = 500;

/** By slot of the shard at hand; all zero between two shards, also where one throws, so that it is no state. */
let sharedAt = new Int32Array(1_024);
/** By slot the last product, from 1, that it was counted for: a product's list may name a shopper twice. */
let lastAt = new Int32Array(1_024);
let having = new Int32Array(1_024);
/** The shoppers that were found, all shards, one after the other: their slots, and the cosines. */
let slots = new Int32Array(1_024);
let cosines = new Float64Array(1_024);
/** By joint number the bit of a product that is named. Of one question, which clears them first. */
const bits = createSparseSums();

/**
 * The shoppers whose whole history is most like this one: by the cosine of the two sets of products, without decay or idf. `asked`: joint numbers of distinct
 * products, the most telling last; -1 is one that nobody has. Bit i of a voter's `shared` is the i-th of the last `named` of them, 31 at most.
 */
export function findSimilarHistories(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  asked: Int32Array,
  named: number,
): Voter[] {
  const sampled = Math.ceil(Math.min(sampledShoppers, sampledTogether / asked.length) / shards.length);
  having = grown(having, sampled);
  const ends: number[] = [];
  let found = 0;
  for (const [shard, of] of shards.entries()) {
    found = collect(of, joint.itemsOf(shard), asked, sampled, found);
    ends.push(found);
  }
  const least = leastOfBest(found, neighbours, (n) => cosines[n] ?? 0);
  const best: number[] = [];
  for (let n = 0; n < found; n++) if ((cosines[n] ?? 0) >= least) best.push(n);
  const nearest = best
    .map((n) => ({ n, similarity: cosines[n] ?? 0, slot: slots[n] ?? 0 }))
    .sort((a, b) => b.similarity - a.similarity || a.n - b.n)
    .slice(0, neighbours);
  bits.clear();
  for (const [i, number] of asked.subarray(-named).entries()) if (number >= 0) bits.add(number, 1 << i);
  return nearest.flatMap(({ n, similarity, slot }) => {
    const shard = ends.findIndex((end) => n < end);
    const of = shards[shard];
    if (of === undefined) return [];
    const items = of.shoppers.historyOf(slot).subarray(-votingItems);
    return [{ shard, slot, similarity, shared: sharedOf(items, joint.numbersOf(shard)), items }];
  });
}

/** Adds the shoppers of one shard behind the `before` of the shards before it; returns how many there are then. */
function collect(
  { shoppers }: ScopeInteractions,
  itemsOf: Int32Array,
  asked: Int32Array,
  sampled: number,
  before: number,
): number {
  sharedAt = grown(sharedAt, shoppers.places);
  lastAt = grown(lastAt, shoppers.places);
  slots = grown(slots, before + asked.length * sampled);
  let found = before;
  try {
    for (let i = asked.length - 1; i >= 0; i--) {
      const item = itemsOf[asked[i] ?? -1] ?? -1;
      if (item < 0) continue;
      const some = shoppers.slotsWith(item, sampled, having);
      for (let n = 0; n < some; n++) {
        const slot = having[n] ?? 0;
        if (lastAt[slot] === i + 1) continue;
        lastAt[slot] = i + 1;
        if (sharedAt[slot] === 0) {
          slots[found] = slot;
          found += 1;
        }
        sharedAt[slot] = (sharedAt[slot] ?? 0) + 1;
      }
    }
    cosines = grown(cosines, found);
    for (let n = before; n < found; n++) {
      const slot = slots[n] ?? 0;
      cosines[n] = (sharedAt[slot] ?? 0) / Math.sqrt(Math.max(1, shoppers.lengthOf(slot)) * asked.length);
    }
  } finally {
    for (let n = before; n < found; n++) {
      sharedAt[slots[n] ?? 0] = 0;
      lastAt[slots[n] ?? 0] = 0;
    }
  }
  return found;
}

function sharedOf(items: Int32Array, numbersOf: Int32Array): number {
  let shared = 0;
  for (let n = 0; n < items.length; n++) shared |= bits.of(numbersOf[items[n] ?? 0] ?? 0);
  return shared;
}
