import { changedSince } from '#runtime/http/versioned.ts';
import type { Stale } from '#stores/control/seen-versions.ts';

/** The outcome of a change of a record that keeps its versions, unless it is at another one than `If-Match` names: then a problem. */
export function ofSeenVersion<Outcome>(outcome: Outcome | Stale): Exclude<Outcome, Stale> {
  if (typeof outcome === 'object' && outcome !== null && 'staleAt' in outcome) throw changedSince(outcome.staleAt);
  return outcome as Exclude<Outcome, Stale>;
}
