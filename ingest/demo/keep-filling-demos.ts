import type { EventLog } from '#log/event-log.ts';
import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import { createTurns } from '#runtime/turns.ts';
import { noteFilled, readUnfilledDemos } from '#stores/control/demo-store.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';
import { readMerged } from '#stores/duplicates/read-merged.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type AcceptParts, acceptEvents } from '../accept-events.ts';
import { createChangeCatalog } from '../catalog/change-catalog.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { fillDemo } from './fill-demo.ts';

/** An admin who has pressed the button waits this long at most until products come. */
const lookEveryMs = 1_000;

/** The first offset of each partition that is not needed yet. */
type Ends = { logId: string; highs: ReadonlyMap<number, bigint> };

/**
 * Fills every demo that is not filled yet, one after the other, until it is closed: those that were just asked for, and those at which the process before this one died. Where several processes
 * ingest, each does so; what both send counts once. A demo is filled once the loader has merged all that was sent.
 */
export function keepFillingDemos(
  deps: IngestDeps & { directory: Pick<OpenDirectory, 'tenants'> },
  accepting: AcceptParts,
): KeptDoing {
  const { database, directory, log, logger } = deps;
  const parts = {
    database,
    changeCatalog: createChangeCatalog(deps),
    accept: acceptEvents.bind(null, accepting),
    turn: createTurns(),
  };
  /** Demos that were sent whole, with where the topic ended then. */
  const sent = new Map<string, Ends>();

  async function fill(signal: AbortSignal): Promise<void> {
    // Most installations have none: they are spared a question a second.
    if (!directory.tenants().some(({ isDemo }) => isDemo)) return;
    const demos = await readUnfilledDemos(database);
    for (const tenantId of sent.keys()) if (!demos.some((demo) => demo.tenantId === tenantId)) sent.delete(tenantId);
    for (const demo of demos) {
      if (signal.aborted) return;
      const { tenantId } = demo;
      if (!sent.has(tenantId)) {
        if (!(await fillDemo(parts, demo, signal))) continue;
        sent.set(tenantId, await endsOf(log));
      }
      const ends = sent.get(tenantId);
      if (ends !== undefined && (await isMerged(database, ends))) await noteFilled(database, tenantId);
    }
  }
  return keepDoing(fill, {
    everyMs: lookEveryMs,
    onError: (error) => logger.warn({ err: error }, 'demo data could not be filled in, and waits for the next look'),
  });
}

async function endsOf(log: EventLog): Promise<Ends> {
  const { logId, partitions } = await log.describe('events');
  return { logId, highs: new Map(partitions.map(({ partition, high }) => [partition, high])) };
}

async function isMerged(database: Database, { logId, highs }: Ends): Promise<boolean> {
  const { nextOffsets } = await readMerged(database, 'events', logId);
  return [...highs].every(([partition, high]) => high === 0n || (nextOffsets.get(partition) ?? 0n) >= high);
}
