import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';

/** Scores of the slots that one question meets; each question clears them first, so that one that threw leaves nothing behind. */
export type SlotScores = {
  /** The slots that were met, in the order in which they were. */
  readonly met: readonly number[];
  /** True at the first time. */
  meet(slot: number): boolean;
  of(slot: number): number;
  set(slot: number, score: number): void;
  add(slot: number, score: number): void;
  /** Those with the highest scores above 0, ties by name, the best first. */
  best(count: number, nameOf: (slot: number) => string): number[];
  /** The same in no order, which costs a part of it where there are thousands. */
  select(count: number, nameOf: (slot: number) => string): number[];
  clear(): void;
};

export function createSlotScores(): SlotScores {
  let scores = new Float64Array(64);
  let isMet = new Uint8Array(64);
  let met: number[] = [];
  const of = (slot: number) => scores[slot] ?? 0;
  const slots: SlotScores = {
    get met() {
      return met;
    },
    meet(slot) {
      if (isMet[slot] === 1) return false;
      scores = grown(scores, slot + 1);
      isMet = grown(isMet, slot + 1);
      isMet[slot] = 1;
      met.push(slot);
      return true;
    },
    of,
    set(slot, score) {
      scores[slot] = score;
    },
    add(slot, score) {
      scores[slot] = of(slot) + score;
    },
    best: (count, nameOf) =>
      slots.select(count, nameOf).sort((a, b) => of(b) - of(a) || (nameOf(a) < nameOf(b) ? -1 : 1)),
    select(count, nameOf) {
      const about = leastOfBest(Float64Array.from(met, of), met.length, count);
      const likely = met.filter((slot) => of(slot) > 0 && of(slot) >= about);
      if (likely.length <= count) return likely;
      const least = Float64Array.from(likely, of).sort()[likely.length - count] ?? Number.POSITIVE_INFINITY;
      const above = likely.filter((slot) => of(slot) > least);
      const equal = likely.filter((slot) => of(slot) === least);
      const room = count - above.length;
      if (equal.length > room) equal.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
      return above.concat(equal.slice(0, room));
    },
    clear() {
      for (const slot of met) {
        scores[slot] = 0;
        isMet[slot] = 0;
      }
      met = [];
    },
  };
  return slots;
}
