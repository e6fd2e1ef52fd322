import type { JointItems } from '../../interactions/joint-items.ts';
import { grown } from '../../memory/grown.ts';
import { placesByCount } from '../../memory/places-by-count.ts';
import { createSparseMaxima } from '../../memory/sparse-maxima.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';

/** Groups of products in one shard: visits, orders or histories. */
export type Groups = {
  countWith(item: number): number;
  /** Adds to `sums` how many of the groups with this item have each item, itself included. */
  countTogether(item: number, sums: SparseSums): void;
};

/** A product, by its joint number, the one of those asked with that it shares most groups with, by its place, and how many these are. */
export type Together = { number: number; anchor: number; count: number };

/** Groups that are looked through for one question, those of the last product asked with in any case. */
const mostGroups = 50_000;

/** Of one product asked with; of the shard at hand; and the most of all that were asked with. Each is cleared first. */
const [withAnchor, inShard, most] = [createSparseSums(), createSparseSums(), createSparseMaxima()];
let joined = new Int32Array(64);

/**
 * All products that share a group with one of those asked with, those that share most with one of them first, equal ones by their ids; but for those that `isLeftOut`, which is asked when they are read. The nearest neighbours
 * of a question name only some of them: this is for a question whose filters have left too few of these. They are counted when the first is read, and put in order as far as they are read. `asked`: joint
 * numbers, the most telling last; -1 is one that nobody has.
 */
export function* togetherWith(
  groups: readonly Groups[],
  joint: JointItems,
  asked: Int32Array,
  isLeftOut: (number: number) => boolean,
): Generator<Together> {
  countMost(groups, joint, asked);
  // Copies: another question may count before this one is read on.
  const [numbers, counts] = [most.numbers().slice(), most.counts().slice()];
  const anchors = numbers.map(most.whose);
  const places = placesByCount(counts);
  for (let from = 0; from < places.length; ) {
    const count = counts[places[from] ?? 0] ?? 0;
    let end = from + 1;
    while (end < places.length && counts[places[end] ?? 0] === count) end += 1;
    for (const { number, anchor } of byName(joint, numbers, anchors, places.subarray(from, end)))
      if (!isLeftOut(number)) yield { number, anchor, count };
    from = end;
  }
}

/** These places by the ids of the products that stand there. */
function byName(joint: JointItems, numbers: Int32Array, anchors: Int32Array, places: Int32Array) {
  const named = Array.from(places, (place) => {
    const number = numbers[place] ?? 0;
    return { number, anchor: anchors[place] ?? 0, name: joint.nameOf(number) };
  });
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Counts in `most` how many groups each product shares with that product asked with with which it shares most. */
function countMost(groups: readonly Groups[], joint: JointItems, asked: Int32Array): void {
  most.clear();
  let looked = 0;
  for (let anchor = asked.length - 1; anchor >= 0; anchor--) {
    const items = groups.map((_, shard) => joint.itemsOf(shard)[asked[anchor] ?? -1] ?? -1);
    const having = items.reduce((sum, item, shard) => sum + (groups[shard]?.countWith(item) ?? 0), 0);
    if (looked > 0 && looked + having > mostGroups) continue;
    looked += having;
    withAnchor.clear();
    for (const [shard, item] of items.entries()) {
      if (item < 0) continue;
      inShard.clear();
      groups[shard]?.countTogether(item, inShard);
      const others = inShard.numbers();
      joined = grown(joined, others.length);
      numbersInto(joined, others, joint.numbersOf(shard));
      withAnchor.addScaled(joined.subarray(0, others.length), inShard.values(), 1);
    }
    most.raise(withAnchor.numbers(), withAnchor.values(), anchor);
  }
}

function numbersInto(into: Int32Array, items: Int32Array, numbers: Int32Array): void {
  for (let n = 0; n < items.length; n++) into[n] = numbers[items[n] ?? 0] ?? 0;
}

/** A score behind all that nearest neighbours gave, the least of which is `least`, by how many groups are shared. */
export const scoreBehind = (least: number, count: number, mostCount: number): number =>
  (least * count) / (2 * Math.max(1, mostCount));
