import { grown } from '../../memory/grown.ts';
import type { Prior } from './popularity-prior.ts';

/** The numbers that a prior knows products by, each looked up by name once: a question may look at thousands. 4 bytes a slot. */
export type SlotNumbers = {
  /** By place, of these slots; -1 for a product that has none. Valid until it is asked again. */
  of(slots: Int32Array, numbers: Prior['numbers']): Int32Array;
  /** Another product is in the slot now. */
  forget(slot: number): void;
};

export function createSlotNumbers(nameOf: (slot: number) => string): SlotNumbers {
  /** Above 0 the number + 1; 0 if it was not looked up; below 0 there was none when so many products (+ 1) had one. */
  let known = new Int32Array(64);
  let room = new Int32Array(64);
  /** Weak, since the numbers go when the models of a shop are parked. */
  let ofNumbers = new WeakRef<Prior['numbers']>({ size: 0, find: () => -1 });
  const lookedUp = (slot: number, numbers: Prior['numbers']): number => {
    const number = numbers.find(nameOf(slot));
    known = grown(known, slot + 1);
    known[slot] = number < 0 ? -numbers.size - 1 : number + 1;
    return number;
  };
  return {
    of(slots, numbers) {
      if (ofNumbers.deref() !== numbers) {
        known.fill(0);
        ofNumbers = new WeakRef(numbers);
      }
      const none = -numbers.size - 1;
      room = grown(room, slots.length);
      const found = room.subarray(0, slots.length);
      for (let place = 0; place < slots.length; place++) {
        const slot = slots[place] ?? 0;
        const before = known[slot] ?? 0;
        found[place] = before > 0 ? before - 1 : before === none ? -1 : lookedUp(slot, numbers);
      }
      return found;
    },
    forget(slot) {
      if (slot < known.length) known[slot] = 0;
    },
  };
}
