import { setTimeout as delay } from 'node:timers/promises';
import { orderLineOf } from '#domain/events/order-line.ts';
import { createOrderLineWindow, type OrderLineWindow } from '#domain/events/order-line-window.ts';
import { createArchivedMonths } from '#stores/duplicates/archived-months.ts';
import { readMerged } from '#stores/duplicates/read-merged.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { oncePerOutage } from '../once-per-outage.ts';
import { createDuplicateHint, type DuplicateHint } from './duplicate-hint.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createLookUps, type LookUps } from './look-ups.ts';
import { createPostgresGuard, type PostgresGuard } from './postgres-guard.ts';
import { createServerTimes, type ServerTimes } from './server-times.ts';
import { warmUp } from './warm-up.ts';

/** The first requests wait this long until all is seen that is not merged; if it takes longer, it goes on beside them. */
const warmUpWaitMs = 3_000;

/** Lines of orders that are remembered: far more than are bought before the loader has stored them. 300 bytes each. */
const maxOrderLines = 50_000;

/** A line of an order that was bought: by which event, and when that is durable. */
export type ToldLine = { id: Buffer; timestampMs: number; durable: Promise<void> };

/** All that ingestion remembers of what it has taken in. */
export type Duplicates = {
  hint: DuplicateHint;
  inFlight: InFlight;
  /** What was bought last, so that an order which is told again counts once. A hint too: what is stored depends on the loader alone. */
  orderLines: OrderLineWindow<ToldLine>;
  serverTimes: ServerTimes;
  askPostgres: PostgresGuard;
  lookUps: LookUps;
  isArchivedMonth: (timestampMs: number) => boolean;
  /** These are durable now: on the log by our append, or stored already. */
  remember(events: readonly { event: { id: Buffer } }[]): void;
  /** Resolves, and never rejects, once what was acknowledged before the start is known here or to Postgres, or that takes too long. */
  warmedUp: Promise<void>;
};

/** Starts to read what the process before this one acknowledged. */
export function openDuplicates(deps: Pick<IngestDeps, 'log' | 'database' | 'logger' | 'now'>): Duplicates {
  const { log, database, logger, now } = deps;
  const hint = createDuplicateHint();
  const serverTimes = createServerTimes();
  const orderLines = createOrderLineWindow<ToldLine>(maxOrderLines);
  const alreadyDurable = Promise.resolve();
  const askPostgres = createPostgresGuard({
    now,
    onFailure: oncePerOutage(now, (reason) =>
      logger.warn(
        { reason },
        'duplicates are not looked up just now, which is harmless: each event is stored once all the same',
      ),
    ),
  });
  const months = createArchivedMonths(
    database,
    now,
    oncePerOutage(now, (reason) =>
      logger.warn({ reason }, 'archived months were not read: those read before stay in force'),
    ),
  );

  const unmergedSeen = Promise.withResolvers<void>();
  async function readLog(): Promise<void> {
    const startedAtMs = now();
    const { logId } = await log.describe('events');
    const merged = await askPostgres(() => readMerged(database, 'events', logId));
    let events = 0;
    const coveredSinceMs = await warmUp({
      log,
      merged,
      nowMs: startedAtMs,
      // The rest only spares looking in Postgres, where each event is looked up meanwhile.
      onUnmergedSeen: unmergedSeen.resolve,
      onEvent(event) {
        events += 1;
        hint.remember(event.id, now());
        const { id, scope, type, userId, productId, clientEventId, timestampMs, clockCorrected } = event;
        const line = orderLineOf(event);
        if (line !== null && orderLines.find(line, timestampMs) === undefined)
          orderLines.add(line, { id, timestampMs, durable: alreadyDurable });
        if (clientEventId !== null && (clockCorrected === true || timestampMs === event.receivedAtMs))
          serverTimes.remember(scope, { eventType: type, userId, productId, eventId: clientEventId }, timestampMs);
      },
    });
    hint.coverSince(coveredSinceMs);
    logger.info({ events, durationMs: now() - startedAtMs }, 'duplicate hint warmed up from the log');
  }

  void readLog().catch((error: unknown) => {
    logger.warn({ err: error }, 'duplicate hint is cold: duplicates are looked up in Postgres alone');
    unmergedSeen.resolve();
  });
  return {
    hint,
    inFlight: createInFlight(),
    orderLines,
    serverTimes,
    askPostgres,
    lookUps: createLookUps(database, askPostgres),
    isArchivedMonth: months.isArchived,
    remember(events) {
      const nowMs = now();
      for (const { event } of events) hint.remember(event.id, nowMs);
    },
    warmedUp: Promise.race([unmergedSeen.promise, delay(warmUpWaitMs, undefined, { ref: false })]),
  };
}
