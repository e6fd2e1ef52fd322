import type { JointItems } from '../../interactions/joint-items.ts';
import { grown } from '../../memory/grown.ts';
import type { Voters } from './voters.ts';

/** Voters that can be counted: below two to the power of `bits`. */
const bits = 8;

/** By number of a product its place among the best, from 1; 0 is none. Of one question, which clears what the one before has left. */
let placeOf = new Uint16Array(1_024);
let placed = new Int32Array(64);
let countOfPlaced = 0;
/**
 * Counters that are cut into bits: `counters[place * bits + k]` has the k-th binary digit of 32 counters, one for each item that was asked with. So a voter is added to all of
 * the items that it shares at once, by adding with carry: two steps in the mean, where each item by itself would be ten.
 */
let counters = new Int32Array(1_024);
/** By place among the best: voters that have it. */
let holders = new Int32Array(64);

/** How many voters have both one of the best and an item that was asked with; valid until the next count. */
export type SharedCounts = {
  /** The item that most of the voters for the one at this place have too: how many, and which of those asked with, the last of equal ones; -1 if none has. `but`: one that is left out. */
  mostWith(place: number, but?: number): { most: number; at: number };
  /** How many voters have the one at this place, whatever they share. */
  having(place: number): number;
};

/** For each of the best, in their order, how many voters have both it and the i-th of the items that were asked with, 31 at most. 255 voters at most. */
export function countShared(joint: JointItems, best: readonly { number: number }[], voters: Voters): SharedCounts {
  if (voters.count >= 1 << bits) throw new RangeError(`${voters.count} voters are more than can be counted`);
  for (let n = 0; n < countOfPlaced; n++) placeOf[placed[n] ?? 0] = 0;
  placeOf = grown(placeOf, joint.size);
  placed = grown(placed, best.length);
  countOfPlaced = best.length;
  for (let place = 0; place < best.length; place++) {
    const number = best[place]?.number ?? 0;
    placed[place] = number;
    placeOf[number] = place + 1;
  }
  counters = grown(counters, best.length * bits);
  counters.fill(0, 0, best.length * bits);
  holders = grown(holders, best.length);
  holders.fill(0, 0, best.length);
  const [places, digits, have] = [placeOf, counters, holders];
  const { numbers, starts } = voters;
  for (let n = 0; n < voters.count; n++) {
    const shared = voters.shared[n] ?? 0;
    for (let at = starts[n] ?? 0, end = starts[n + 1] ?? 0; at < end; at++) {
      const place = places[numbers[at] ?? 0] ?? 0;
      if (place === 0) continue;
      have[place - 1] = (have[place - 1] ?? 0) + 1;
      for (let carry = shared, digit = (place - 1) * bits; carry !== 0; digit++) {
        const before = digits[digit] ?? 0;
        digits[digit] = before ^ carry;
        carry &= before;
      }
    }
  }
  return {
    having: (place) => have[place] ?? 0,
    mostWith(place, but = -1) {
      let left = but < 0 ? -1 : ~(1 << but);
      let most = 0;
      for (let k = bits - 1; k >= 0; k--) {
        const having = left & (digits[place * bits + k] ?? 0);
        if (having === 0) continue;
        left = having;
        most |= 1 << k;
      }
      return { most, at: most === 0 ? -1 : 31 - Math.clz32(left) };
    },
  };
}
