import type { JointItems } from '../../interactions/joint-items.ts';
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
const [withAnchor, inShard, most] = [createSparseSums(), createSparseSums(), createSparseSums()];

/**
 * All products that share a group with one of those asked with, those that share most with one of them first, equal ones by their ids; but for those that `isLeftOut`. The nearest neighbours
 * of a question name only some of them: this is for a question whose filters have left too few of these. `asked`: joint numbers, the most telling last; -1 is one that nobody has.
 */
export function togetherWith(
  groups: readonly Groups[],
  joint: JointItems,
  asked: Int32Array,
  isLeftOut: (number: number) => boolean,
): Together[] {
  most.clear();
  const anchors = new Map<number, number>();
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
      const numbers = joint.numbersOf(shard);
      for (const other of inShard.numbers()) withAnchor.add(numbers[other] ?? 0, inShard.of(other));
    }
    for (const number of withAnchor.numbers()) {
      const more = withAnchor.of(number) - most.of(number);
      if (more <= 0) continue;
      most.add(number, more);
      anchors.set(number, anchor);
    }
  }
  return Array.from(most.numbers(), (number) => ({ number, anchor: anchors.get(number) ?? 0, count: most.of(number) }))
    .filter(({ number }) => !isLeftOut(number))
    .sort((a, b) => b.count - a.count || (joint.nameOf(a.number) < joint.nameOf(b.number) ? -1 : 1));
}

/** A score behind all that nearest neighbours gave, the least of which is `least`, by how many groups are shared. */
export const scoreBehind = (least: number, count: number, mostCount: number): number =>
  (least * count) / (2 * Math.max(1, mostCount));
