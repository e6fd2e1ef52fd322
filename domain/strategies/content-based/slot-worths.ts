import type { CatalogItem } from '../../catalog-item.ts';
import { grown } from '../../memory/grown.ts';
import type { LeftOut, Worth } from '../worth.ts';
import type { IndexedItems } from './indexed-items.ts';
import { createSlotKeys } from './slot-keys.ts';

/** Sets of rules whose worths are remembered, 8 bytes a slot each; beyond them the one that was made first goes. */
const mostTables = 4;

/** What the items are worth by rules: a question looks at thousands, and each is asked for once until it changes. */
export type SlotWorths = {
  /** How often a product itself was looked at, which takes a hundred times as long as to know what was seen: by rules, for its key, or by `others`. */
  readonly looks: number;
  /** By place, of these slots; 0 for what the question leaves out, by whatever but its `others`. Valid until it is asked again. */
  of(slots: Int32Array, worth: Worth): Float64Array;
  /** The item in the slot is another one now, or has changed in whatever. */
  forget(slot: number): void;
};

/** NaN where it was not asked for. Weak, since rules go when others are saved. */
type Table = { of: WeakRef<object>; factors: Float64Array };

const nothing: LeftOut = { productIds: new Set(), byKey: [], others: undefined };

export function createSlotWorths({
  find,
  nameOf,
  itemAt,
}: Pick<IndexedItems, 'find' | 'nameOf' | 'itemAt'>): SlotWorths {
  const keys = createSlotKeys(itemAt);
  let tables: readonly Table[] = [];
  let room = new Float64Array(64);
  /** By slot 1 for a product that the question leaves out by its id; all zero between two questions. A set would be asked for each of thousands. */
  let isOut = new Uint8Array(64);
  const mark = (slot: number, is: 0 | 1) => {
    if (slot < 0) return;
    isOut = grown(isOut, slot + 1);
    isOut[slot] = is;
  };
  let looks = 0;
  const tableOf = ({ of }: Worth): Table => {
    const known = tables.find((one) => one.of.deref() === of);
    if (known !== undefined) return known;
    const made: Table = { of: new WeakRef(of), factors: new Float64Array(64).fill(Number.NaN) };
    tables = [...tables.filter((one) => one.of.deref() !== undefined).slice(1 - mostTables), made];
    return made;
  };
  const isTaken = (slot: number, takes: (item: CatalogItem) => boolean): boolean => {
    const item = itemAt(slot);
    looks += 1;
    return item !== undefined && takes(item);
  };
  return {
    get looks() {
      return looks + keys.looks;
    },
    of(slots, worth) {
      const table = tableOf(worth);
      const { productIds, byKey, others } = worth.leftOut ?? nothing;
      const tests = byKey.map(({ key, takes }) => keys.testOf(key, takes));
      room = grown(room, slots.length);
      let known = table.factors;
      try {
        for (const productId of productIds) mark(find(productId), 1);
        for (let place = 0; place < slots.length; place++) {
          const slot = slots[place] ?? 0;
          let factor = known[slot] ?? Number.NaN;
          if (Number.isNaN(factor)) {
            factor = worth.factorOf(nameOf(slot));
            looks += 1;
            known = grown(known, slot + 1).fill(Number.NaN, known.length);
            known[slot] = factor;
          }
          for (let n = 0; factor > 0 && n < tests.length; n++) if (tests[n]?.(slot) === true) factor = 0;
          if (factor > 0 && (isOut[slot] === 1 || (others !== undefined && isTaken(slot, others)))) factor = 0;
          room[place] = factor;
        }
      } finally {
        table.factors = known;
        for (const productId of productIds) mark(find(productId), 0);
      }
      return room.subarray(0, slots.length);
    },
    forget(slot) {
      keys.forget(slot);
      for (const { factors } of tables) if (slot >= 0 && slot < factors.length) factors[slot] = Number.NaN;
    },
  };
}
