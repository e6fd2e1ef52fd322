import type { Candidate, Evidence } from '../candidate.ts';

/**
 * Candidates part by part, each made when it is read, and behind them the `others`, `limit` in all. `parts` is asked when the first is read, and `others` once all parts are: with what has been named, and the
 * least score. A generator of its own, and not one inside of a question: V8 keeps a hidden class for each generator that is made there, and with it all that the question saw, until the whole heap is collected.
 */
export function* readInParts<Part, Why extends Evidence>(
  parts: () => Iterable<Part>,
  candidatesOf: (part: Part) => readonly Candidate<Why>[],
  limit: number,
  others?: (named: Set<string>, least: number) => Iterable<Candidate<Why>>,
): Generator<Candidate<Why>> {
  let [left, least] = [limit, 1];
  const named = new Set<string>();
  for (const part of parts())
    for (const one of candidatesOf(part)) {
      if (left <= 0) return;
      left -= 1;
      least = one.score;
      if (others !== undefined) named.add(one.productId);
      yield one;
    }
  if (left <= 0 || others === undefined) return;
  for (const one of others(named, least)) {
    if (left <= 0) return;
    left -= 1;
    yield one;
  }
}
