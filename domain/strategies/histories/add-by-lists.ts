import { leastNamed, slotMask } from '../../interactions/shoppers.ts';
import type { Steps } from '../../memory/steps.ts';
import type { Gram } from './gram.ts';
import type { HistoriesOfShard } from './histories-of-shard.ts';

const refsOfStep = 20_000;

/**
 * Adds the shoppers of one shard to the counts of each two products, by the lists of who has a product alone: nobody's history has to be fetched, of whom most have one of the products and nothing to count.
 * False, and nothing is added, if a list does not say exactly who has its product. `items`: by place of the gram the item of the shard, -1 if it has not the product. No event may be applied before the last step.
 */
export function* addByLists({ shoppers }: HistoriesOfShard, items: Int32Array, { values }: Gram): Steps<boolean> {
  const { refsWith, places } = shoppers;
  let refs = 0;
  /** By slot the last place whose list has named it, from 1; a list may name a shopper twice. */
  const namedBy = new Uint8Array(places);
  for (let place = 0; place < items.length; place++) {
    const item = items[place] ?? -1;
    if (item < 0) continue;
    const length = refsWith.lengthOf(item);
    // A list that was never cut names all who ever had the product, so if they are as many as those who have it, they are these.
    if (length >= leastNamed) return false;
    const named = refsWith.arrayOf(item);
    let found = 0;
    for (let at = refsWith.offsetOf(item), end = at + length; at < end; at++) {
      const slot = (named[at] ?? 0) & slotMask;
      if (namedBy[slot] === place + 1) continue;
      namedBy[slot] = place + 1;
      found += 1;
    }
    if (found !== shoppers.holdersOf(item)) return false;
    refs += length;
  }
  yield;
  namedBy.fill(0);
  /** By slot its last entry, from 1; by entry a place, and the slot's entry before it. */
  const last = new Int32Array(places);
  const placeOf = new Uint8Array(refs + 1);
  const before = new Int32Array(refs + 1);
  let entries = 0;
  let sinceStep = 0;
  for (let place = 0; place < items.length; place++) {
    const item = items[place] ?? -1;
    if (item < 0) continue;
    const row = place * items.length;
    const named = refsWith.arrayOf(item);
    for (let at = refsWith.offsetOf(item), end = at + refsWith.lengthOf(item); at < end; at++) {
      const slot = (named[at] ?? 0) & slotMask;
      if (namedBy[slot] === place + 1) continue;
      namedBy[slot] = place + 1;
      for (let entry = last[slot] ?? 0; entry > 0; entry = before[entry] ?? 0)
        values[row + (placeOf[entry] ?? 0)] = (values[row + (placeOf[entry] ?? 0)] ?? 0) + 1;
      values[row + place] = (values[row + place] ?? 0) + 1;
      entries += 1;
      placeOf[entries] = place;
      before[entries] = last[slot] ?? 0;
      last[slot] = entries;
    }
    sinceStep += refsWith.lengthOf(item);
    if (sinceStep <= refsOfStep) continue;
    sinceStep = 0;
    yield;
  }
  return true;
}
