import { grown } from '../../memory/grown.ts';
import type { Worth } from '../worth.ts';

/** Sets of rules whose worths are remembered, 8 bytes a slot each; beyond them the one that was made first goes. */
const mostTables = 4;
/** Questions are numbered up to this, and from 1 again. */
const mostQuestions = 2 ** 30 - 1;

/** What the items are worth by rules: a question looks at thousands, and each is asked for once until it changes; whether the question admits it, once a question. */
export type SlotWorths = {
  /** By place, of these slots; 0 for what is not admitted. */
  of(slots: Int32Array, worth: Worth): Float64Array;
  /** The item in the slot is another one now, or has changed in whatever. */
  forget(slot: number): void;
};

/** NaN where it was not asked for. Weak, since rules go when others are saved. */
type Table = { of: WeakRef<object>; factors: Float64Array };

export function createSlotWorths(nameOf: (slot: number) => string): SlotWorths {
  let tables: readonly Table[] = [];
  /** By slot, of the last question: its number, above a bit that says whether it admits the item. */
  let admitted = new Int32Array(64);
  let question = 0;
  /** Weak, since a question knows the models of its shop. */
  let ofQuestion = new WeakRef<object>({});
  const isAdmitted = (slot: number, worth: Worth): boolean => {
    const known = admitted[slot] ?? 0;
    if (known >> 1 === question) return (known & 1) === 1;
    const isIn = worth.admits?.(nameOf(slot)) !== false;
    admitted[slot] = (question << 1) | (isIn ? 1 : 0);
    return isIn;
  };
  const begin = (worth: Worth) => {
    if (ofQuestion.deref() === worth) return;
    ofQuestion = new WeakRef(worth);
    if (question === mostQuestions) admitted.fill(0);
    question = question === mostQuestions ? 1 : question + 1;
  };
  const tableOf = ({ of }: Worth): Table => {
    const known = tables.find((one) => one.of.deref() === of);
    if (known !== undefined) return known;
    const made: Table = { of: new WeakRef(of), factors: new Float64Array(64).fill(Number.NaN) };
    tables = [...tables.filter((one) => one.of.deref() !== undefined).slice(1 - mostTables), made];
    return made;
  };
  return {
    of(slots, worth) {
      begin(worth);
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
        if (slot >= admitted.length) admitted = grown(admitted, slot + 1);
        found[place] = factor > 0 && isAdmitted(slot, worth) ? factor : 0;
      }
      return found;
    },
    forget(slot) {
      if (slot >= 0 && slot < admitted.length) admitted[slot] = 0;
      for (const { factors } of tables) if (slot < factors.length) factors[slot] = Number.NaN;
    },
  };
}
