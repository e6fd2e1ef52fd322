import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import type { AppendQueue } from '#log/append-queue.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { LiveCounters } from '#stores/counters/live-counters.ts';
import type { SharedHint } from '#stores/duplicates/shared-hint.ts';
import type { SharedServerTimes } from '#stores/duplicates/shared-server-times.ts';
import type { Database } from '#stores/postgres/database.ts';

/** What the composition root gives to ingestion. */
export type IngestDeps = {
  /** To read, and to append what no request waits for. */
  log: EventLog;
  /** For what a request waits for. */
  appends: Pick<AppendQueue, 'append'>;
  database: Database;
  directory: AccessDirectory;
  /** What the serving models know of the catalog, for the flag `unknownProduct`. */
  catalog: { has(scope: Scope, productId: string): boolean };
  /** What other instances acknowledged; left out if there are none. */
  sharedHint?: SharedHint | undefined;
  /** What other instances gave to events without a time; left out if there are none. */
  sharedServerTimes?: SharedServerTimes | undefined;
  /** Counts events for a live view; left out if there is no Redis to keep the counts. */
  liveCounters?: LiveCounters | undefined;
  /** How long a write of the catalog waits for the projection before it is answered as pending; 1 s if left out. */
  outcomeWaitMs?: number | undefined;
  metrics: Metrics;
  logger: Logger;
  /** ms since 1970. */
  now: () => number;
};
