import type { CatalogItem } from '../../catalog-item.ts';
import { grown } from '../../memory/grown.ts';
import { createIntLists, type IntLists } from '../../memory/int-lists.ts';
import { createInterner } from '../../memory/interner.ts';
import { createNumbersByText } from '../../memory/numbers-by-text.ts';
import { pathOf, termsOf } from './features.ts';

/** The items of one catalog by what they are like: small numbers (slots) for products, words and steps of category paths, and which item has which. */
export type IndexedItems = {
  /** Items that are in it. */
  readonly size: number;
  /** Slots that were ever used: each is below it. */
  readonly slotsUsed: number;
  /** The slot of a product, or -1. */
  find(productId: string): number;
  /** Empty if the slot has no product any more. */
  nameOf(slot: number): string;
  /** The item as it was put last; undefined if the slot has none any more. */
  itemAt(slot: number): CatalogItem | undefined;
  logPriceOf(slot: number): number;
  /** By slot: the logarithm of its price, and its whole category, the last step of its path. For loops over thousands; valid until the next change. */
  readonly logPrices: Float64Array;
  readonly leaves: Int32Array;
  /** By slot: its words and how often it has each, alternating. */
  readonly terms: IntLists;
  /** By slot: the steps of its category path, the whole path last. */
  readonly paths: IntLists;
  /** By word: the slots that have it and how often each has it, alternating, in no order. */
  readonly slotsWith: IntLists;
  /** By category: the slots in it, the last that came last. */
  readonly slotsIn: IntLists;
  wordOf(term: number): string;
  /** Adds an item, or puts it in the place of the former one. Returns its slot, or -1 if words, category and price are as before. */
  put(item: CatalogItem): number;
  /** Returns the slot that the item had, which a later item may get; -1 if there was none. */
  remove(productId: string): number;
};

export function createIndexedItems(): IndexedItems {
  const names: string[] = [];
  const nameOf = (slot: number): string => names[slot] ?? '';
  const slots = createNumbersByText(nameOf);
  const held: (CatalogItem | undefined)[] = [];
  const free: number[] = [];
  const words = createInterner();
  const categories = createInterner();
  const terms = createIntLists();
  const paths = createIntLists();
  const slotsWith = createIntLists();
  const slotsIn = createIntLists();
  let logPrices = new Float64Array(64);
  let leaves = new Int32Array(64);

  /** Words that the item keeps are not touched: a word that half of the catalog has stands in a long list. */
  const putTerms = (slot: number, found: ReadonlyMap<string, number>) => {
    const now = new Map<number, number>();
    for (const [word, count] of found) now.set(words.intern(word), count);
    const before = terms.valuesOf(slot).slice();
    const staying = new Set<number>();
    for (let i = 0; i < before.length; i += 2) {
      const [term, count] = [before[i] ?? 0, before[i + 1] ?? 0];
      if (now.get(term) === count) staying.add(term);
      else removePair(slotsWith, term, slot);
    }
    terms.clear(slot);
    for (const [term, count] of now) {
      terms.push(slot, term);
      terms.push(slot, count);
      if (staying.has(term)) continue;
      slotsWith.push(term, slot);
      slotsWith.push(term, count);
    }
  };
  const putPath = (slot: number, steps: readonly number[]) => {
    for (const category of paths.valuesOf(slot).slice()) slotsIn.remove(category, slot);
    paths.clear(slot);
    for (const category of steps) {
      paths.push(slot, category);
      slotsIn.push(category, slot);
    }
    leaves[slot] = steps.at(-1) ?? 0;
  };

  return {
    get size() {
      return names.length - free.length;
    },
    get slotsUsed() {
      return names.length;
    },
    find: (productId) => slots.get(productId) ?? -1,
    nameOf,
    itemAt: (slot) => held[slot],
    logPriceOf: (slot) => logPrices[slot] ?? 0,
    get logPrices() {
      return logPrices;
    },
    get leaves() {
      return leaves;
    },
    terms,
    paths,
    slotsWith,
    slotsIn,
    wordOf: words.nameOf,
    put(item) {
      const logPrice = Math.log(Number(item.priceE4) + 1);
      const found = termsOf(item);
      const path = pathOf(item);
      let slot = slots.get(item.productId);
      if (slot !== undefined) held[slot] = item;
      const isPathKept = slot !== undefined && isEqual(paths.valuesOf(slot), path.map(categories.find));
      if (slot !== undefined && isPathKept && logPrices[slot] === logPrice) {
        const now = [...found].flatMap(([word, count]) => [words.find(word), count]);
        if (isEqual(terms.valuesOf(slot), now)) return -1;
      }
      if (slot === undefined) {
        slot = free.pop() ?? names.length;
        names[slot] = item.productId;
        slots.set(item.productId, slot);
        held[slot] = item;
        logPrices = grown(logPrices, slot + 1);
        leaves = grown(leaves, slot + 1);
      }
      logPrices[slot] = logPrice;
      putTerms(slot, found);
      if (!isPathKept) putPath(slot, path.map(categories.intern));
      return slot;
    },
    remove(productId) {
      const slot = slots.get(productId);
      if (slot === undefined) return -1;
      putTerms(slot, new Map());
      putPath(slot, []);
      slots.delete(productId);
      names[slot] = '';
      held[slot] = undefined;
      free.push(slot);
      return slot;
    },
  };
}

/** Takes `key` and what stands behind it out of a list of pairs; the last pair takes its place. */
function removePair(pairs: IntLists, list: number, key: number): void {
  const values = pairs.valuesOf(list);
  let at = values.indexOf(key);
  while (at % 2 === 1) at = values.indexOf(key, at + 1);
  if (at === -1) return;
  values[at] = values[values.length - 2] ?? 0;
  values[at + 1] = values[values.length - 1] ?? 0;
  pairs.dropLast(list, 2);
}

const isEqual = (a: Int32Array, b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
