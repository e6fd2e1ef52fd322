import { bestSlots, createSlotRoom, type ScoredSlots, sortSlots } from './best-slots.ts';
import { createNeighbourFinder, mostNeighbours } from './find-neighbours.ts';
import type { IndexedItems } from './indexed-items.ts';
import { similarityOfPair } from './similarity.ts';
import type { WordWeights } from './word-weights.ts';

/** Items whose neighbours are remembered, 1.5 KB each; beyond them the first that was remembered goes. */
const mostRemembered = 10_000;
/** At most so many changed items are compared with a remembered one; if there are more, its neighbours are searched for again. */
const mostCompared = 200;
/** If fewer of the 120 neighbours are left, they are searched for again: who would rank behind them is not known. */
const leastLeft = 90;

/** A known answer, the edition of the weights it was found with, and how many changes of that edition it knows. */
type Remembered = { found: ScoredSlots; edition: number; seen: number };

/**
 *  ScoredSlots by slot. A change of one item costs the others nothing. When an item is asked for again, it is compared with the items that have
 * changed since, which gives what a new search with the same weights would find.
 */
export function createRememberedNeighbours(items: IndexedItems, weights: WordWeights) {
  const find = createNeighbourFinder(items, weights);
  const remembered = new Map<number, Remembered>();
  /** Reads on where it stopped: a new iterator would pass over the gap that each that has gone has left. */
  const inOrder = remembered.keys();
  const room = createSlotRoom();

  /** Null if the neighbours have to be searched for again. */
  const broughtUpToDate = (slot: number, { found, edition, seen }: Remembered): ScoredSlots | null => {
    if (edition !== weights.edition || weights.changed.length - seen > mostCompared) return null;
    if (weights.changed.length === seen) return found;
    const changed = new Set(weights.changed.slice(seen));
    const [slots, scores]: [number[], number[]] = [[], []];
    for (const [n, other] of found.slots.entries()) {
      if (changed.has(other)) continue;
      slots.push(other);
      scores.push(found.scores[n] ?? 0);
    }
    const left = slots.length;
    const isCut = found.slots.length === mostNeighbours;
    const least = isCut ? (found.scores.at(-1) ?? 0) : 0;
    for (const other of changed) {
      const score = other === slot || items.nameOf(other) === '' ? 0 : similarityOfPair(items, weights, slot, other);
      if (score === 0 || score < least) continue;
      slots.push(other);
      scores.push(score);
    }
    const all = { slots: Int32Array.from(slots), scores: Float64Array.from(scores) };
    const now = sortSlots(bestSlots(all, slots.length, mostNeighbours, items.nameOf, room), items.nameOf);
    return isCut && left < leastLeft ? null : now;
  };

  return {
    of(slot: number): ScoredSlots {
      const known = remembered.get(slot);
      const found = (known === undefined ? null : broughtUpToDate(slot, known)) ?? find(slot);
      remembered.set(slot, { found, edition: weights.edition, seen: weights.changed.length });
      if (remembered.size > mostRemembered) remembered.delete(inOrder.next().value ?? -1);
      return found;
    },
    /** More than are remembered, found anew; valid until the next search. */
    deeper: (slot: number, most: number): ScoredSlots => find(slot, most),
    /** Of a slot whose own words, category or price are others now. */
    forget: (slot: number): void => void remembered.delete(slot),
  };
}
