import type { Scope } from '#domain/scope.ts';
import { findKnownIds } from '#stores/duplicates/find-known-ids.ts';
import type { AcceptParts } from '../accept-events.ts';
import type { KnownEvent } from './judge-events.ts';

/**
 * The events that table `events` does not have; the others become duplicates. Only those beyond the hint's horizon are asked
 * for, in one query. While Postgres is down all count as new: the loader still stores each of them once.
 */
export async function dropStored(
  { database, duplicates }: Pick<AcceptParts, 'database' | 'duplicates'>,
  scope: Scope,
  fresh: readonly KnownEvent[],
): Promise<readonly KnownEvent[]> {
  const unsure = fresh.filter(({ event }) => !duplicates.hint.decidesAlone(event.timestampMs));
  if (unsure.length === 0) return fresh;
  const ids = unsure.map(({ event }) => event.id);
  const stored = await duplicates.askPostgres(() => findKnownIds(database, scope, ids));
  if (stored === undefined || stored.length === 0) return fresh;
  for (const i of stored) unsure[i]!.status = 'duplicate';
  return fresh.filter(({ status }) => status === 'new');
}
