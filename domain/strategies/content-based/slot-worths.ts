import { grown } from '../../memory/grown.ts';
import type { Worth } from '../worth.ts';

/** Sets of rules whose worths are remembered, 8 bytes a slot each; beyond them the one that was made first goes. */
const mostTables = 4;

/** What the items are worth by rules: a question looks at thousands, and each is asked for once until it changes. */
export type SlotWorths = {
  /** By place, of these slots. */
  of(slots: Int32Array, worth: Worth): Float64Array;
  /** The item in the slot is another one now, or has changed in whatever. */
  forget(slot: number): void;
};

/** NaN where it was not asked for. Weak, since rules go when others are saved. */
type Table = { of: WeakRef<object>; factors: Float64Array };

export function createSlotWorths(nameOf: (slot: number) => string): SlotWorths {
  let tables: readonly Table[] = [];
  const tableOf = ({ of }: Worth): Table => {
    const known = tables.find((one) => one.of.deref() === of);
    if (known !== undefined) return known;
    const made: Table = { of: new WeakRef(of), factors: new Float64Array(64).fill(Number.NaN) };
    tables = [...tables.filter((one) => one.of.deref() !== undefined).slice(1 - mostTables), made];
    return made;
  };
  return {
    of(slots, worth) {
      const table = tableOf(worth);
      const found = new Float64Array(slots.length);
      for (let place = 0; place < slots.length; place++) {
        const slot = slots[place] ?? 0;
        if (slot >= table.factors.length) {
          const before = table.factors.length;
          table.factors = grown(table.factors, slot + 1).fill(Number.NaN, before);
        }
        let factor = table.factors[slot] ?? Number.NaN;
        if (Number.isNaN(factor)) {
          factor = worth.factorOf(nameOf(slot));
          table.factors[slot] = factor;
        }
        found[place] = factor;
      }
      return found;
    },
    forget(slot) {
      for (const { factors } of tables) if (slot < factors.length) factors[slot] = Number.NaN;
    },
  };
}
