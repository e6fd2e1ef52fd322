import { bestSlots, createSlotRoom, type ScoredSlots, sortSlots } from './best-slots.ts';
import { createNeighbourFinder, mostNeighbours } from './find-neighbours.ts';
import type { IndexedItems } from './indexed-items.ts';
import { similarityOfPair } from './similarity.ts';
import type { WordWeights } from './word-weights.ts';

/** Items whose nearest neighbours are remembered, 1.5 KB each, and those of which more are, 12 bytes a neighbour: 6 KB where 480 were wanted. Beyond them the first that was remembered goes. */
const mostRemembered = { near: 10_000, deep: 2_000 } as const;
/** Longer lists are searched for each time: they take too much room to be asked for again while they are remembered. */
const longestRemembered = 1_000;
/** At most so many changed items are compared with a remembered one; if there are more, its neighbours are searched for again. */
const mostCompared = 200;
/** If fewer of the 120 neighbours are left, they are searched for again: who would rank behind them is not known. Of longer lists none may be missing, since the length tells whether there are more. */
const leastLeft = 90;

/** A known answer to how many were wanted, the edition of the weights it was found with, and how many changes of that edition it knows. */
type Remembered = { found: ScoredSlots; most: number; edition: number; seen: number };

/**
 * ScoredSlots by slot. A change of one item costs the others nothing. When an item is asked for again, it is compared with the items that have
 * changed since, which gives what a new search with the same weights would find.
 */
export function createRememberedNeighbours(items: IndexedItems, weights: WordWeights) {
  const find = createNeighbourFinder(items, weights);
  const near = createMemory(mostRemembered.near);
  const deep = createMemory(mostRemembered.deep);
  const room = createSlotRoom();

  /** Null if the neighbours have to be searched for again. */
  const broughtUpToDate = (slot: number, { found, most, edition, seen }: Remembered): ScoredSlots | null => {
    if (edition !== weights.edition || weights.changed.length - seen > mostCompared) return null;
    if (weights.changed.length === seen) return found;
    const changed = new Set(weights.changed.slice(seen));
    const [slots, scores]: [number[], number[]] = [[], []];
    for (const [n, other] of found.slots.entries()) {
      if (changed.has(other)) continue;
      slots.push(other);
      scores.push(found.scores[n] ?? 0);
    }
    const isCut = found.slots.length === most;
    if (isCut && slots.length < (most > mostNeighbours ? most : leastLeft)) return null;
    const least = isCut ? found.scores.reduce((one, other) => Math.min(one, other)) : 0;
    for (const other of changed) {
      const score = other === slot || items.nameOf(other) === '' ? 0 : similarityOfPair(items, weights, slot, other);
      if (score === 0 || score < least) continue;
      slots.push(other);
      scores.push(score);
    }
    const all = { slots: Int32Array.from(slots), scores: Float64Array.from(scores) };
    return sortSlots(bestSlots(all, slots.length, most, items.nameOf, room), items.nameOf);
  };
  const remembered = (memory: Memory, slot: number, most: number, search: () => ScoredSlots): ScoredSlots => {
    const known = memory.of(slot);
    const found = (known?.most === most ? broughtUpToDate(slot, known) : null) ?? search();
    memory.keep(slot, { found, most, edition: weights.edition, seen: weights.changed.length });
    return found;
  };

  return {
    of: (slot: number): ScoredSlots => remembered(near, slot, mostNeighbours, () => find(slot)),
    /** More than the nearest, in no order; valid until the next search. */
    deeper: (slot: number, most: number): ScoredSlots =>
      most > longestRemembered ? find(slot, most) : remembered(deep, slot, most, () => copyOf(find(slot, most))),
    /** Of a slot whose own words, category or price are others now. */
    forget(slot: number): void {
      near.forget(slot);
      deep.forget(slot);
    },
  };
}

type Memory = ReturnType<typeof createMemory>;

/** Keeps so many answers by slot; beyond them the first that was kept goes. */
function createMemory(most: number) {
  const kept = new Map<number, Remembered>();
  /** Reads on where it stopped: a new iterator would pass over the gap that each that has gone has left. */
  const inOrder = kept.keys();
  return {
    of: (slot: number): Remembered | undefined => kept.get(slot),
    keep(slot: number, one: Remembered): void {
      kept.set(slot, one);
      if (kept.size > most) kept.delete(inOrder.next().value ?? -1);
    },
    forget: (slot: number): void => void kept.delete(slot),
  };
}

const copyOf = ({ slots, scores }: ScoredSlots): ScoredSlots => ({ slots: slots.slice(), scores: scores.slice() });
