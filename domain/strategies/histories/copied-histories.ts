import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { ListsInRow } from '../../memory/int-lists.ts';
import { readListsInRow } from '../../memory/lists-in-row.ts';
import type { Steps } from '../../memory/steps.ts';
import type { HistoriesOfShard, JointNumbers } from './histories-of-shard.ts';

/** The histories of one shard as they were at one position of its partition, in arrays that can be handed to another thread. */
export type CopiedHistories = {
  /** By slot of a shopper. */
  histories: ListsInRow;
  /** By item, as `refsWith` of the shoppers. */
  refsWith: ListsInRow;
};

/** Copied histories with the joint numbers of their products: all that rows are learnt from. `size`: joint numbers are below it. */
export type CopiedScope = { shards: readonly (CopiedHistories & { numbers: Int32Array<ArrayBuffer> })[]; size: number };

/** Copies them in steps; no event may be applied before the last one. */
export function* copyHistories({ shoppers }: ScopeInteractions): Steps<CopiedHistories> {
  return { histories: yield* shoppers.histories.copy(), refsWith: yield* shoppers.refsWith.copy() };
}

/** Copies with the numbers of their products. `shards`: those that were copied, which may have gone on since. */
export function numberCopies(shards: readonly ScopeInteractions[], copies: readonly CopiedHistories[]): CopiedScope {
  const joint = jointItemsOf(shards);
  return {
    shards: copies.map((copy, shard) => ({
      ...copy,
      numbers: joint.numbersOf(shard).slice(0, shards[shard]?.items.size),
    })),
    size: joint.size,
  };
}

/** The memory of a copy, bytes. */
export const sizeBytesOf = (copies: readonly CopiedHistories[]): number =>
  copies.reduce((sum, copy) => sum + buffersOf(copy).reduce((of, { byteLength }) => of + byteLength, 0), 0);

/** What a copy lies in. */
export const buffersOf = ({ histories, refsWith }: CopiedHistories): ArrayBuffer[] => [
  histories.lengths.buffer,
  histories.values.buffer,
  refsWith.lengths.buffer,
  refsWith.values.buffer,
];

/** Rows learnt from the result are those that the shards would have had at the position of the copy. */
export function readCopiedScope({ shards, size }: CopiedScope): {
  shards: readonly HistoriesOfShard[];
  joint: JointNumbers;
} {
  const numbers = shards.map((shard) => shard.numbers);
  const items = numbers.map((numbersOf) => backwards(numbersOf, size));
  const none = new Int32Array(0);
  return {
    shards: shards.map((shard) => readShard(shard, shard.numbers.length)),
    joint: { size, numbersOf: (shard) => numbers[shard] ?? none, itemsOf: (shard) => items[shard] ?? none },
  };
}

function readShard({ histories, refsWith }: CopiedHistories, size: number): HistoriesOfShard {
  const holders = new Int32Array(size);
  for (const item of histories.values) holders[item] = (holders[item] ?? 0) + 1;
  return {
    items: { size },
    shoppers: {
      histories: readListsInRow(histories),
      refsWith: readListsInRow(refsWith),
      places: histories.lengths.length,
      held: histories.values.length,
      holdersOf: (item) => holders[item] ?? 0,
    },
  };
}

function backwards(numbers: Int32Array, size: number): Int32Array {
  const items = new Int32Array(size).fill(-1);
  for (let item = 0; item < numbers.length; item++) items[numbers[item] ?? 0] = item;
  return items;
}
