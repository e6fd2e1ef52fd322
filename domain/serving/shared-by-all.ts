import { firstVisitsOf } from '../interactions/first-visits.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';

/** How long what is the same for all shoppers of a scope, such as a ranking of what is trending, may serve before it is made anew. */
const sharedMs = 1_000;

/** What was made for all shoppers, with when, and how many first visits were known. */
export type SharedByAll = { madeAtMs: number; firstVisits: number; value: unknown };

/**
 * Returns what `make` has made for this key less than a second before, or makes it. It is made anew too once a product has had one of its first visits, since answers that are kept go by those: one
 * that was made of an older ranking would be kept as one that knows the product.
 */
export function sharedByAll<Value>(
  kept: { get(key: string): SharedByAll | undefined; set(key: string, made: SharedByAll): unknown },
  key: string,
  { shards, nowMs }: { shards: readonly ScopeInteractions[]; nowMs: number },
  make: () => Value,
): Value {
  const known = kept.get(key);
  const firstVisits = firstVisitsOf(shards);
  const ageMs = known === undefined ? sharedMs : nowMs - known.madeAtMs;
  if (known?.firstVisits === firstVisits && ageMs >= 0 && ageMs < sharedMs) return known.value as Value;
  const value = make();
  kept.set(key, { madeAtMs: nowMs, firstVisits, value });
  return value;
}
