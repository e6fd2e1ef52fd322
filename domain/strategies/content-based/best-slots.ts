import { leastOfBest } from '../../memory/least-of-best.ts';

/** Items by slot, and a score for each. */
export type ScoredSlots = { slots: Int32Array; scores: Float64Array };

/** Of the first `count` those with the highest scores above 0, ties by name, in no order. A copy. */
export function bestSlots(
  { slots, scores }: ScoredSlots,
  count: number,
  limit: number,
  nameOf: (slot: number) => string,
): ScoredSlots {
  const about = leastOfBest(scores, count, limit);
  const likely = new Int32Array(count);
  let some = 0;
  for (let place = 0; place < count; place++) {
    const score = scores[place] ?? 0;
    if (score > 0 && score >= about) likely[some++] = place;
  }
  const chosen = likely.subarray(0, some);
  return at({ slots, scores }, some <= limit ? chosen : exactly({ slots, scores }, chosen, limit, nameOf));
}

/** The same, the best first, ties by name. A copy. */
export function sortSlots(found: ScoredSlots, nameOf: (slot: number) => string): ScoredSlots {
  const { slots, scores } = found;
  const nameAt = (place: number) => nameOf(slots[place] ?? 0);
  const byScore = (a: number, b: number) => (scores[b] ?? 0) - (scores[a] ?? 0) || (nameAt(a) < nameAt(b) ? -1 : 1);
  return at(found, Int32Array.from(slots.keys()).sort(byScore));
}

/** Of these places the `limit` best, where there are more. */
function exactly(
  { slots, scores }: ScoredSlots,
  places: Int32Array,
  limit: number,
  nameOf: (slot: number) => string,
): Int32Array {
  const least = at({ slots, scores }, places).scores.sort()[places.length - limit] ?? Number.POSITIVE_INFINITY;
  const above = places.filter((place) => (scores[place] ?? 0) > least);
  const equal = Array.from(places.filter((place) => scores[place] === least));
  const room = limit - above.length;
  const nameAt = (place: number) => nameOf(slots[place] ?? 0);
  if (equal.length > room) equal.sort((a, b) => (nameAt(a) < nameAt(b) ? -1 : 1));
  return Int32Array.from([...above, ...equal.slice(0, room)]);
}

/** What stands at these places. */
function at({ slots, scores }: ScoredSlots, places: Int32Array): ScoredSlots {
  const found = { slots: new Int32Array(places.length), scores: new Float64Array(places.length) };
  for (let n = 0; n < places.length; n++) {
    const place = places[n] ?? 0;
    found.slots[n] = slots[place] ?? 0;
    found.scores[n] = scores[place] ?? 0;
  }
  return found;
}
