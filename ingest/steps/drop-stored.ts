import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { ValidEvent } from './judge-events.ts';

/**
 * Returns the events that table `events` does not have; the others are duplicates. Only events beyond the hint's horizon are looked
 * up, in one query. While Postgres is down all count as new; the loader still stores each of them once.
 */
export async function dropStored(
  { hint, lookUps }: Pick<Duplicates, 'hint' | 'lookUps'>,
  fresh: readonly ValidEvent[],
): Promise<readonly ValidEvent[]> {
  const unsure = fresh.flatMap(({ event }) => (hint.decidesAlone(event.timestampMs) ? [] : [event]));
  if (unsure.length === 0) return fresh;
  const stored = await lookUps.findStored(unsure);
  if (stored === undefined || stored.size === 0) return fresh;
  return fresh.filter(({ event }) => !stored.has(event));
}
