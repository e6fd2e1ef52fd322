import type { CatalogItem } from '../../catalog-item.ts';
import { grown } from '../../memory/grown.ts';
import type { ItemKey } from '../../rules/item-key.ts';

/** What tests look at of the items (`ItemKey`), as small numbers, each read once until its item changes. */
export type SlotKeys = {
  /** How often an item itself was looked at, by whatever. */
  readonly looks: number;
  /** Returns a test of slots that asks `takes` once for each key. */
  testOf(key: ItemKey, takes: (item: CatalogItem) => boolean): (slot: number) => boolean;
  /** The item in the slot is another one now, or has changed in whatever. */
  forget(slot: number): void;
};

/** Kinds of keys that are known at once, 4 bytes a slot each; beyond them the one that was made first goes. */
const mostKinds = 8;
/** Keys of one kind: if there are more (each item may get another price every day), they are read anew. */
const mostKeys = 65_536;

/** 0 where it was not read. Keys are numbered from 1. */
type Kind = { name: string; keys: Int32Array; numbers: Map<unknown, number> };

/** `itemAt`: what is in the slot; undefined if nothing is, which no test takes. */
export function createSlotKeys(itemAt: (slot: number) => CatalogItem | undefined): SlotKeys {
  let kinds: readonly Kind[] = [];
  let looks = 0;
  const kindOf = (name: string): Kind => {
    const known = kinds.find((one) => one.name === name);
    if (known !== undefined && known.numbers.size <= mostKeys) return known;
    const made = { name, keys: new Int32Array(64), numbers: new Map<unknown, number>() };
    kinds = [...kinds.filter((one) => one.name !== name).slice(1 - mostKinds), made];
    return made;
  };
  const read = (kind: Kind, slot: number, key: unknown): number => {
    let number = kind.numbers.get(key);
    if (number === undefined) {
      number = kind.numbers.size + 1;
      kind.numbers.set(key, number);
    }
    kind.keys = grown(kind.keys, slot + 1);
    kind.keys[slot] = number;
    return number;
  };
  return {
    get looks() {
      return looks;
    },
    testOf(key, takes) {
      const kind = kindOf(key.name);
      /** By number of a key: 0 if it was not asked for, 1 if it is not taken, 2 if it is. */
      let taken = new Uint8Array(kind.numbers.size + 64);
      const ask = (slot: number, known: number): boolean => {
        const item = itemAt(slot);
        looks += 1;
        if (item === undefined) return false;
        const number = known === 0 ? read(kind, slot, key.of(item)) : known;
        taken = grown(taken, number + 1);
        if (taken[number] === 0) taken[number] = takes(item) ? 2 : 1;
        return taken[number] === 2;
      };
      return (slot) => {
        const number = kind.keys[slot] ?? 0;
        const answer = number === 0 ? 0 : (taken[number] ?? 0);
        return answer === 0 ? ask(slot, number) : answer === 2;
      };
    },
    forget(slot) {
      for (const { keys } of kinds) if (slot >= 0 && slot < keys.length) keys[slot] = 0;
    },
  };
}
