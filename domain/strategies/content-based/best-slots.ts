import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { nthLargest } from '../../memory/nth-largest.ts';

/** Items by slot, and a score for each. */
export type ScoredSlots = { slots: Int32Array; scores: Float64Array };

/** Of the first `count` places those with the highest scores above 0, in no order; `byTie` says which of two equal ones comes first. Valid until the next question. */
export type BestPlaces = (
  scores: Float64Array,
  count: number,
  limit: number,
  byTie: (a: number, b: number) => number,
) => Int32Array;

/** Creates the search for the best places, which uses the same memory for one question after the other: arrays of thousands, made anew for each, set off collections of the whole heap. */
export function createBestPlaces(): BestPlaces {
  let places = new Int32Array(64);
  let sought = new Float64Array(64);
  return (scores, count, limit, byTie) => {
    const about = leastOfBest(scores, count, limit);
    places = grown(places, count);
    let likely = 0;
    for (let place = 0; place < count; place++) {
      const score = scores[place] ?? 0;
      if (score > 0 && score >= about) places[likely++] = place;
    }
    if (likely <= limit) return places.subarray(0, likely);
    if (limit === 0) return places.subarray(0, 0);
    sought = grown(sought, likely);
    for (let n = 0; n < likely; n++) sought[n] = scores[places[n] ?? 0] ?? 0;
    const least = nthLargest(sought, likely, limit);
    const equal: number[] = [];
    let best = 0;
    for (let n = 0; n < likely; n++) {
      const place = places[n] ?? 0;
      const score = scores[place] ?? 0;
      if (score > least) places[best++] = place;
      else if (score === least) equal.push(place);
    }
    if (best + equal.length > limit) equal.sort(byTie);
    for (let n = 0; best < limit; n++) places[best++] = equal[n] ?? 0;
    return places.subarray(0, limit);
  };
}

const bestPlaces = createBestPlaces();

/** Of the first `count` those with the highest scores above 0, ties by name, in no order. In `room`, valid until its next use. */
export function bestSlots(
  found: ScoredSlots,
  count: number,
  limit: number,
  nameOf: (slot: number) => string,
  room: ScoredSlots,
): ScoredSlots {
  const nameAt = (place: number) => nameOf(found.slots[place] ?? 0);
  const byName = (a: number, b: number) => (nameAt(a) < nameAt(b) ? -1 : 1);
  return slotsAt(found, bestPlaces(found.scores, count, limit, byName), room);
}

/** The same, the best first, ties by name. A copy. */
export function sortSlots(found: ScoredSlots, nameOf: (slot: number) => string): ScoredSlots {
  const { slots, scores } = found;
  const nameAt = (place: number) => nameOf(slots[place] ?? 0);
  const byScore = (a: number, b: number) => (scores[b] ?? 0) - (scores[a] ?? 0) || (nameAt(a) < nameAt(b) ? -1 : 1);
  return slotsAt(found, Int32Array.from(slots.keys()).sort(byScore), createSlotRoom(slots.length));
}

/** Where scored slots are put, again and again; it grows with what is put there. */
export const createSlotRoom = (size = 64): ScoredSlots => ({
  slots: new Int32Array(size),
  scores: new Float64Array(size),
});

/** What stands at these places, put in `room`: valid until its next use. */
export function slotsAt({ slots, scores }: ScoredSlots, places: Int32Array, room: ScoredSlots): ScoredSlots {
  room.slots = grown(room.slots, places.length);
  room.scores = grown(room.scores, places.length);
  for (let n = 0; n < places.length; n++) {
    const place = places[n] ?? 0;
    room.slots[n] = slots[place] ?? 0;
    room.scores[n] = scores[place] ?? 0;
  }
  return { slots: room.slots.subarray(0, places.length), scores: room.scores.subarray(0, places.length) };
}
