import { estimateBytes } from '#cli/evaluate/estimate-memory.ts';
import { createTimeline, type Timeline } from '#domain/evaluation/timeline.ts';
import { weightOf } from '#domain/events/weight.ts';
import { oneOrMany, several } from '#domain/several.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import { boundsOf, dayMs, type Reach, readRows } from '#stores/replays/read-rows.ts';
import { ReplayRefused, type ReplayWork } from './replay-work.ts';

/**
 * Reads the events of the last days that say something of interest, but for those of erased shoppers, whose pseudonyms are nobody. Throws `ReplayRefused` if there are none, or if they would take more
 * memory than is allowed.
 */
export async function readTimeline(
  { database, signal, memoryMib, tell }: Pick<ReplayWork<unknown>, 'database' | 'signal' | 'memoryMib' | 'tell'>,
  reach: Reach,
  days: number,
): Promise<Timeline> {
  const bounds = await boundsOf(database, 'events', reach);
  if (bounds === null) throw new ReplayRefused('There are no events yet: send some, and ask again.');
  const fromMs = Math.max(bounds.firstMs, bounds.lastMs - days * dayMs);
  const nobody = await readPseudonyms(database, reach);
  const timeline = createTimeline();
  const allDays = Math.ceil((bounds.lastMs + 1 - fromMs) / dayMs);
  for await (const rows of readRows<EventRow>(database, 'events', reach, fromMs, bounds.lastMs + 1)) {
    signal.throwIfAborted();
    for (const row of rows) {
      const { event } = toPlacedEvent(row);
      if (weightOf(event.type) > 0 && !nobody.has(event.userId))
        timeline.add({ ...event, orderId: event.purchase?.orderId ?? null });
      tell('reading', Math.floor((event.timestampMs - fromMs) / dayMs), allDays);
    }
    const mib = Math.ceil(estimateBytes(timeline.size, 0, false) / 2 ** 20);
    if (mib > memoryMib)
      throw new ReplayRefused(
        `${several(days, 'day')} ${oneOrMany(days, 'has', 'have')} more events than fit into ${memoryMib} MiB: ask for fewer days, or have --replay-memory-mib raised where the product runs.`,
      );
  }
  if (timeline.size === 0)
    throw new ReplayRefused('There are no events of interest in these days: ask for more days, or send some.');
  return timeline;
}

/** By what erased shoppers are called in the rows of a scope. */
export async function readPseudonyms(
  database: ReplayWork<unknown>['database'],
  { scope }: Reach,
): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ pseudonym: string }>('SELECT pseudonym FROM erasures WHERE scope = $1', [
    scope,
  ]);
  return new Set(rows.map(({ pseudonym }) => pseudonym));
}
