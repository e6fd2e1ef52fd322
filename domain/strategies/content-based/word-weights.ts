import { grown } from '../../memory/grown.ts';
import type { IndexedItems } from './indexed-items.ts';

/** A word that more than this share of the items has tells nothing about an item. */
const commonShare = 0.5;
/** The weights are taken anew once more changes than this share of the items have happened. */
const editionShare = 0.01;

/**
 * How much the words of a catalog weigh, by how many items have them (TF-IDF). One item more changes the weight of every word by a
 * hair, and the length of every vector with it; so the weights are taken anew, each at its first use, only at a question before which more
 * than a hundredth of the catalog has changed. Below 100 items that is each change.
 */
export type WordWeights = {
  /** Rises when the weights are taken anew; what was computed with others counts no more. */
  readonly edition: number;
  /** The slots that changed in this edition, in order. */
  readonly changed: readonly number[];
  /** A slot has other words than before. */
  change(slot: number): void;
  /** Before a question: begins another edition if too much has changed. */
  refresh(): void;
  /** Of a word: 0 if it is too common to say anything. */
  rarityOf(term: number): number;
  /** Of the vector of a slot's words; never 0. */
  lengthOf(slot: number): number;
  /** The same of each of these slots, by place. Valid until it is asked again. */
  lengthsOf(slots: Int32Array): Float64Array;
};

export function createWordWeights(items: IndexedItems): WordWeights {
  let edition = 1;
  /** Of the catalog when the edition began. */
  let size = 0;
  let changed: number[] = [];
  let rarities = new Float64Array(64);
  let lengths = new Float64Array(64);
  /** The edition in which each was taken. */
  let raritiesOf = new Int32Array(64);
  let lengthsOf = new Int32Array(64);
  let room = new Float64Array(64);

  const isOld = () => changed.length > size * editionShare;
  const weights: WordWeights = {
    get edition() {
      return edition;
    },
    get changed() {
      return changed;
    },
    change(slot) {
      lengths = grown(lengths, slot + 1);
      lengthsOf = grown(lengthsOf, slot + 1);
      lengthsOf[slot] = 0;
      if (!isOld()) changed.push(slot);
    },
    refresh() {
      if (!isOld()) return;
      edition += 1;
      size = items.size;
      changed = [];
    },
    rarityOf(term) {
      if (raritiesOf[term] === edition) return rarities[term] ?? 0;
      rarities = grown(rarities, term + 1);
      raritiesOf = grown(raritiesOf, term + 1);
      raritiesOf[term] = edition;
      const having = items.slotsWith.lengthOf(term) / 2;
      const isCommon = having > 2 && having > size * commonShare;
      const rarity = having === 0 || isCommon ? 0 : Math.log(1 + size / having);
      rarities[term] = rarity;
      return rarity;
    },
    lengthOf(slot) {
      if (lengthsOf[slot] === edition) return lengths[slot] ?? 1;
      const terms = items.terms.valuesOf(slot);
      let squares = 0;
      for (let i = 0; i < terms.length; i += 2) {
        const weight = weightOf(terms[i + 1] ?? 0) * weights.rarityOf(terms[i] ?? 0);
        squares += weight * weight;
      }
      const length = Math.sqrt(squares) || 1;
      lengths[slot] = length;
      lengthsOf[slot] = edition;
      return length;
    },
    lengthsOf(slots) {
      room = grown(room, slots.length);
      for (let place = 0; place < slots.length; place++) {
        const slot = slots[place] ?? 0;
        if (lengthsOf[slot] !== edition) weights.lengthOf(slot);
        room[place] = lengths[slot] ?? 1;
      }
      return room.subarray(0, slots.length);
    },
  };
  return weights;
}

/** A word that an item has more often weighs more, but not in proportion. */
export const weightOf = (count: number): number => countWeights[count] ?? 1 + Math.log(count);

/** Of the counts that nearly all have: a search looks at thousands. */
const countWeights = Float64Array.from({ length: 64 }, (_, count) => (count === 1 ? 1 : 1 + Math.log(count)));
