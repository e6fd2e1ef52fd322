import { type Shoppers, slotMask } from '../../interactions/shoppers.ts';
import type { Groups } from '../neighbours/together-with.ts';

/** The last products of a shopper that are counted: a few shoppers have thousands. */
const countedItems = 200;

/** The histories of the most recent shoppers of each product, as groups. */
export function historiesTogether({ refsWith, histories, slotOf }: Shoppers): Groups {
  return {
    countWith: (item) => refsWith.lengthOf(item),
    countTogether(item, sums) {
      const start = refsWith.offsetOf(item);
      const refs = refsWith.arrayOf(item).subarray(start, start + refsWith.lengthOf(item));
      for (const ref of new Set(refs)) {
        if (slotOf(ref) < 0) continue;
        const slot = ref & slotMask;
        const end = histories.offsetOf(slot) + histories.lengthOf(slot);
        const from = end - Math.min(histories.lengthOf(slot), countedItems);
        const held = histories.arrayOf(slot);
        if (held.subarray(from, end).includes(item)) sums.addOnes(held, from, end);
      }
    },
  };
}
