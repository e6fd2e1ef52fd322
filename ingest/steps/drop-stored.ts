import type { Scope } from '#domain/scope.ts';
import { findKnownIds } from '#stores/duplicates/find-known-ids.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { ValidEvent } from './judge-events.ts';

/**
 * Returns the events that table `events` does not have; the others are duplicates. Only events beyond the hint's horizon are looked
 * up, in one query. While Postgres is down all count as new; the loader still stores each of them once.
 */
export async function dropStored(
  { database, duplicates }: Pick<IngestDeps, 'database'> & { duplicates: Pick<Duplicates, 'hint' | 'askPostgres'> },
  scope: Scope,
  fresh: readonly ValidEvent[],
): Promise<readonly ValidEvent[]> {
  const unsure = fresh.filter(({ event }) => !duplicates.hint.decidesAlone(event.timestampMs));
  if (unsure.length === 0) return fresh;
  const ids = unsure.map(({ event }) => event.id);
  const found = await duplicates.askPostgres(() => findKnownIds(database, scope, ids));
  if (found === undefined || found.length === 0) return fresh;
  const stored = new Set(found.map((i) => unsure[i]!));
  return fresh.filter((one) => !stored.has(one));
}
