import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { slotMask } from '../../interactions/shoppers.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { addVoter, createVoters, gatherItems, type Voters } from '../neighbours/voters.ts';

/**
 * Most recent shoppers of a product that are looked at, all shards together, fewer where the products are many. They are found by the asked products that they are among the
 * shoppers of; of those who are found by most, the histories are read, and the most similar of them vote.
 */
const sampledShoppers = 500;
const sampledTogether = 4_000;
const readHistories = 160;
const neighbours = 64;
/** The last products of a neighbour that are compared and vote: a few shoppers have thousands. */
const votingItems = 200;

/**
 * By slot of the shard at hand, by how many of the products it was found, and above those bits the last of them, from 1: a product's list may name a shopper twice. All zero between two
 * shards, also where one throws, so that it is no state.
 */
let foundBy = new Int32Array(1_024);
const countBits = 12;
const countMask = (1 << countBits) - 1;
/** By item of the shard at hand: what is asked with, as `isAsked` and the bit of a product that is named; all zero between two shards as well. */
let marks = new Int32Array(1_024);
const isAsked = 1 << 31;
/** The shoppers that were found, all shards, one after the other: their slots; what speaks for each; and what each shares of the products that are named. */
let slots = new Int32Array(1_024);
let similarities = new Float64Array(1_024);
let shared = new Int32Array(1_024);

/** `isCut`: whether there are shoppers with a product asked with who do not vote. */
type SimilarHistories = Voters & { isCut: boolean };
const similar: SimilarHistories = { ...createVoters(neighbours), isCut: false };

/**
 * The shoppers whose whole history is most like this one: by the cosine of the two sets of products, without decay or idf. `asked`: joint numbers of distinct
 * products, the most telling last; -1 is one that nobody has. Bit i of what a voter shares is the i-th of the last `named` of them, 30 at most. Valid until the next question.
 */
export function findSimilarHistories(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  asked: Int32Array,
  named: number,
): SimilarHistories {
  const sampled = Math.ceil(Math.min(sampledShoppers, sampledTogether / asked.length) / shards.length);
  const ends: number[] = [];
  let found = 0;
  for (const [shard, of] of shards.entries()) {
    found = collect(of, joint.itemsOf(shard), asked, sampled, found);
    ends.push(found);
  }
  const leastRead = leastOfBest(similarities, found, readHistories);
  for (const [shard, of] of shards.entries())
    compare(of, joint.itemsOf(shard), { asked, named, leastRead, from: ends[shard - 1] ?? 0, to: ends[shard] ?? 0 });
  const least = leastOfBest(similarities, found, neighbours);
  const best: number[] = [];
  for (let n = 0; n < found; n++) if ((similarities[n] ?? 0) >= least && (similarities[n] ?? 0) > 0) best.push(n);
  best.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b);
  similar.isCut =
    found > neighbours ||
    shards.some(({ shoppers }, shard) =>
      asked.some((number) => shoppers.refsWith.lengthOf(joint.itemsOf(shard)[number] ?? -1) > sampled),
    );
  similar.count = 0;
  for (let place = 0; place < best.length && place < neighbours; place++) {
    const n = best[place] ?? 0;
    const shard = ends.findIndex((end) => n < end);
    addVoter(similar, shard, slots[n] ?? 0, similarities[n] ?? 0, shared[n]);
  }
  const histories = shards.map(({ shoppers }) => shoppers.histories);
  gatherItems(similar, histories, joint, votingItems);
  return similar;
}

/** Adds the shoppers of one shard behind the `before` of the shards before it, with an estimate of their similarity; returns how many there are then. */
function collect(
  { shoppers: { histories, places, refsWith } }: ScopeInteractions,
  itemsOf: Int32Array,
  asked: Int32Array,
  sampled: number,
  before: number,
): number {
  foundBy = grown(foundBy, places);
  slots = grown(slots, before + asked.length * sampled);
  let found = before;
  try {
    for (let i = asked.length - 1; i >= 0; i--) {
      const item = itemsOf[asked[i] ?? -1] ?? -1;
      if (item < 0) continue;
      const refs = refsWith.arrayOf(item);
      const start = refsWith.offsetOf(item);
      const end = start + refsWith.lengthOf(item);
      for (let at = Math.max(start, end - sampled); at < end; at++) {
        const slot = (refs[at] ?? 0) & slotMask;
        const state = foundBy[slot] ?? 0;
        if (state >> countBits === i + 1) continue;
        if (state === 0) {
          slots[found] = slot;
          found += 1;
        }
        foundBy[slot] = ((i + 1) << countBits) | ((state & countMask) + 1);
      }
    }
    similarities = grown(similarities, found);
    for (let n = before; n < found; n++) {
      const slot = slots[n] ?? 0;
      const length = histories.lengthOf(slot);
      similarities[n] = length === 0 ? 0 : ((foundBy[slot] ?? 0) & countMask) / Math.sqrt(length);
    }
  } finally {
    for (let n = before; n < found; n++) foundBy[slots[n] ?? 0] = 0;
  }
  return found;
}

/** Puts the cosine in the place of the estimate where that is high enough, and 0 elsewhere, for the shoppers of one shard. */
function compare(
  { shoppers: { histories }, items }: ScopeInteractions,
  itemsOf: Int32Array,
  {
    asked,
    named,
    leastRead,
    from,
    to,
  }: { asked: Int32Array; named: number; leastRead: number; from: number; to: number },
): void {
  marks = grown(marks, items.size);
  shared = grown(shared, to);
  const first = Math.max(0, asked.length - named);
  try {
    for (let i = 0; i < asked.length; i++) {
      const item = itemsOf[asked[i] ?? -1] ?? -1;
      if (item >= 0) marks[item] = i < first ? isAsked : isAsked | (1 << (i - first));
    }
    for (let n = from; n < to; n++) {
      const estimate = similarities[n] ?? 0;
      similarities[n] = 0;
      if (estimate < leastRead) continue;
      const slot = slots[n] ?? 0;
      const length = histories.lengthOf(slot);
      const held = histories.arrayOf(slot);
      const end = histories.offsetOf(slot) + length;
      let [both, bits] = [0, 0];
      for (let at = end - Math.min(length, votingItems); at < end; at++) {
        const mark = marks[held[at] ?? 0] ?? 0;
        bits |= mark;
        both -= mark >> 31;
      }
      similarities[n] = both / Math.sqrt(Math.max(1, length) * asked.length);
      shared[n] = bits & ~isAsked;
    }
  } finally {
    for (let i = 0; i < asked.length; i++) {
      const item = itemsOf[asked[i] ?? -1] ?? -1;
      if (item >= 0) marks[item] = 0;
    }
  }
}
