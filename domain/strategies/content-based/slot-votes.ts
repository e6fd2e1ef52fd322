import { grown } from '../../memory/grown.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { ScoredSlots } from './best-slots.ts';

/** Votes for slots, of one question after the other: each clears them first, so that one that threw leaves nothing behind. */
export type SlotVotes = {
  /** An item votes for its neighbours, by their scores times `weight`. */
  add(anchor: number, weight: number, near: ScoredSlots): void;
  /** Nothing is voted for this slot any more: it stays among all, with 0. */
  drop(slot: number): void;
  /** All that were voted for, with the sums of their votes; valid until the next vote. */
  all(): ScoredSlots;
  /** Of what was voted for: the item with the largest vote, the first of equal ones. */
  anchorOf(slot: number): number;
  clear(): void;
};

export function createSlotVotes(): SlotVotes {
  const sums = createSparseSums();
  /** By slot, the item with the largest vote, and that vote: 0 of those that were not voted for. */
  let anchors = new Int32Array(64);
  let most = new Float64Array(64);
  return {
    add(anchor, weight, { slots, scores }) {
      sums.addScaled(slots, scores, weight);
      for (let n = 0; n < slots.length; n++) {
        const slot = slots[n] ?? 0;
        const vote = (scores[n] ?? 0) * weight;
        if (slot >= most.length) {
          anchors = grown(anchors, slot + 1);
          most = grown(most, slot + 1);
        }
        if (vote <= (most[slot] ?? 0)) continue;
        most[slot] = vote;
        anchors[slot] = anchor;
      }
    },
    drop(slot) {
      const votes = sums.of(slot);
      if (votes !== 0) sums.add(slot, -votes);
    },
    all: () => ({ slots: sums.numbers(), scores: sums.values() }),
    anchorOf: (slot) => anchors[slot] ?? 0,
    clear() {
      const voted = sums.numbers();
      for (let n = 0; n < voted.length; n++) most[voted[n] ?? 0] = 0;
      sums.clear();
    },
  };
}
