import type { Scope } from '#domain/scope.ts';
import { findKnownIds } from '#stores/repeats/find-known-ids.ts';
import type { AcceptParts } from '../accept-event.ts';
import type { KnownEvent } from './judge-events.ts';

/**
 * The events that table `events` does not have; the others become repeats. Only those beyond the hint's horizon are asked
 * for, in one query. While Postgres is down all count as new: the loader still stores each of them once.
 */
export async function dropStored(
  { database, repeats }: Pick<AcceptParts, 'database' | 'repeats'>,
  scope: Scope,
  fresh: readonly KnownEvent[],
): Promise<readonly KnownEvent[]> {
  const unsure = fresh.filter(({ event }) => !repeats.hint.decidesAlone(event.timestampMs));
  if (unsure.length === 0) return fresh;
  const ids = unsure.map(({ event }) => event.id);
  const stored = await repeats.askPostgres(() => findKnownIds(database, scope, ids));
  if (stored === undefined || stored.length === 0) return fresh;
  for (const i of stored) unsure[i]!.status = 'repeat';
  return fresh.filter(({ status }) => status === 'new');
}
