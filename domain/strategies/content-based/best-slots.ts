import { leastOfBest } from '../../memory/least-of-best.ts';

/** Items by slot, and a score for each. */
export type ScoredSlots = { slots: Int32Array; scores: Float64Array };

/** Of the first `count` those with the highest scores above 0, ties by name, in no order. A copy. */
export function bestSlots(
  found: ScoredSlots,
  count: number,
  limit: number,
  nameOf: (slot: number) => string,
): ScoredSlots {
  const nameAt = (place: number) => nameOf(found.slots[place] ?? 0);
  const byName = (a: number, b: number) => (nameAt(a) < nameAt(b) ? -1 : 1);
  return slotsAt(found, bestPlaces(found.scores, count, limit, byName));
}

/** Of the first `count` places those with the highest scores above 0, in no order; `byTie` says which of two equal ones comes first. */
export function bestPlaces(
  scores: Float64Array,
  count: number,
  limit: number,
  byTie: (a: number, b: number) => number,
): Int32Array {
  const about = leastOfBest(scores, count, limit);
  const likely = new Int32Array(count);
  let some = 0;
  for (let place = 0; place < count; place++) {
    const score = scores[place] ?? 0;
    if (score > 0 && score >= about) likely[some++] = place;
  }
  const chosen = likely.subarray(0, some);
  return some <= limit ? chosen : exactly(scores, chosen, limit, byTie);
}

/** The same, the best first, ties by name. A copy. */
export function sortSlots(found: ScoredSlots, nameOf: (slot: number) => string): ScoredSlots {
  const { slots, scores } = found;
  const nameAt = (place: number) => nameOf(slots[place] ?? 0);
  const byScore = (a: number, b: number) => (scores[b] ?? 0) - (scores[a] ?? 0) || (nameAt(a) < nameAt(b) ? -1 : 1);
  return slotsAt(found, Int32Array.from(slots.keys()).sort(byScore));
}

/** Of these places the `limit` best, where there are more. */
function exactly(
  scores: Float64Array,
  places: Int32Array,
  limit: number,
  byTie: (a: number, b: number) => number,
): Int32Array {
  const sorted = new Float64Array(places.length);
  for (let n = 0; n < places.length; n++) sorted[n] = scores[places[n] ?? 0] ?? 0;
  const least = sorted.sort()[places.length - limit] ?? Number.POSITIVE_INFINITY;
  const above = places.filter((place) => (scores[place] ?? 0) > least);
  const equal = Array.from(places.filter((place) => scores[place] === least));
  const room = limit - above.length;
  if (equal.length > room) equal.sort(byTie);
  return Int32Array.from([...above, ...equal.slice(0, room)]);
}

/** What stands at these places. */
export function slotsAt({ slots, scores }: ScoredSlots, places: Int32Array): ScoredSlots {
  const found = { slots: new Int32Array(places.length), scores: new Float64Array(places.length) };
  for (let n = 0; n < places.length; n++) {
    const place = places[n] ?? 0;
    found.slots[n] = slots[place] ?? 0;
    found.scores[n] = scores[place] ?? 0;
  }
  return found;
}
