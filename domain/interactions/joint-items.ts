import { grown } from '../memory/grown.ts';
import type { Interner } from '../memory/interner.ts';
import { createNumbersByText } from '../memory/numbers-by-text.ts';

/**
 * Gives each product of several shards one number, so that a question adds up by number what the shards know of a product, and looks up
 * the names of only those that it returns. The numbers mean nothing outside of one process, and no answer depends on them.
 */
export type JointItems = {
  readonly size: number;
  /** Numbers by item of a shard. */
  numbersOf(shard: number): Int32Array;
  /** Items of a shard by number; -1, or past the end, if the shard does not have the product. */
  itemsOf(shard: number): Int32Array;
  /** Its number, or -1. */
  find(name: string): number;
  nameOf(number: number): string;
};

type Joint = JointItems & { isOf(items: readonly Interner[]): boolean; extend(): void };

/** The numbers of the present shards; collected together with the first shard. */
const known = new WeakMap<Interner, Joint>();

/** Returns the joint numbers of these shards' products. They are made once, and later calls add the products that are new. */
export function jointItemsOf(shards: readonly { readonly items: Interner }[]): JointItems {
  const items = shards.map((shard) => shard.items);
  const [first] = items;
  let joint = first === undefined ? undefined : known.get(first);
  if (joint === undefined || !joint.isOf(items)) {
    joint = createJointItems(items);
    if (first !== undefined) known.set(first, joint);
  }
  joint.extend();
  return joint;
}

/** The products of one shard by their own numbers: for what a shard asks itself, at no cost. */
export function itemsAlone(items: Interner): JointItems {
  numbersAlone = grown(numbersAlone, items.size);
  for (; madeAlone < items.size; madeAlone++) numbersAlone[madeAlone] = madeAlone;
  const { find, nameOf } = items;
  return { size: items.size, numbersOf: () => numbersAlone, itemsOf: () => numbersAlone, find, nameOf };
}

/** 0, 1, 2 … as far as a shard has had items: the same for all of them. */
let numbersAlone = new Int32Array(64);
let madeAlone = 0;

function createJointItems(items: readonly Interner[]): Joint {
  const names: string[] = [];
  const nameOf = (number: number) => names[number] ?? '';
  const byName = createNumbersByText(nameOf);
  const taken = items.map(() => 0);
  const numbers = items.map(() => new Int32Array(64));
  const backwards = items.map(() => new Int32Array(64).fill(-1));

  const numberOf = (name: string): number => {
    let number = byName.get(name);
    if (number === undefined) {
      number = names.length;
      names.push(name);
      byName.set(name, number);
    }
    return number;
  };
  return {
    get size() {
      return names.length;
    },
    numbersOf: (shard) => numbers[shard] ?? new Int32Array(0),
    itemsOf: (shard) => backwards[shard] ?? new Int32Array(0),
    find: (name) => byName.get(name) ?? -1,
    nameOf,
    isOf: (others) => others.length === items.length && others.every((one, shard) => one === items[shard]),
    extend() {
      for (const [shard, { size, nameOf }] of items.entries()) {
        let forwards = numbers[shard] ?? new Int32Array(0);
        let back = backwards[shard] ?? new Int32Array(0);
        for (let item = taken[shard] ?? 0; item < size; item++) {
          const number = numberOf(nameOf(item));
          forwards = grown(forwards, item + 1);
          forwards[item] = number;
          const before = back.length;
          back = grown(back, number + 1);
          if (back.length > before) back.fill(-1, before);
          back[number] = item;
        }
        taken[shard] = size;
        numbers[shard] = forwards;
        backwards[shard] = back;
      }
    },
  };
}
