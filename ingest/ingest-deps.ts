import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import type { AppendQueue } from '#log/append-queue.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { UserHashes } from '#runtime/user-hashes.ts';
import type { LiveCounters } from '#stores/counters/live-counters.ts';
import type { SharedHint } from '#stores/duplicates/shared-hint.ts';
import type { SharedServerTimes } from '#stores/duplicates/shared-server-times.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { UnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';

/** What the composition root gives to ingestion. */
export type IngestDeps = {
  /** The log, to read it, and to append records that no request waits for. */
  log: EventLog;
  /** The queue for appends that a request waits for. */
  appends: Pick<AppendQueue, 'append'>;
  database: Database;
  /** A pool of its own for lists and searches of the catalog, with a short statement timeout, so that they never take the connections of what shoppers and shops wait for. */
  searchDatabase: Database;
  directory: AccessDirectory;
  /** The catalog as the serving models know it, for the flag `unknownProduct` and for when a product was created. */
  catalog: {
    has(scope: Scope, productId: string): boolean;
    get(scope: Scope, productId: string): { createdAtMs: number } | undefined;
  };
  /** The events that other instances acknowledged; left out if there are no others. */
  sharedHint?: SharedHint | undefined;
  /** The times that other instances gave to events without a time; left out if there are no others. */
  sharedServerTimes?: SharedServerTimes | undefined;
  /** Counts events for a live view; left out if there is no Redis to keep the counts. */
  liveCounters?: LiveCounters | undefined;
  /** Counts what senders say that is not understood; left out, nobody is told. */
  unknownNames?: Pick<UnknownNameCounts, 'note'> | undefined;
  /** How long a write of the catalog waits for the projection before it is answered as pending; 1 s if left out. */
  outcomeWaitMs?: number | undefined;
  /** Which page may speak of which shopper. */
  userHashes: Pick<UserHashes, 'mayName'>;
  /** What streams and files wait for before each piece: see `createWhenCalm`; left out, they go on. */
  whenCalm?: (() => Promise<void>) | undefined;
  metrics: Metrics;
  logger: Logger;
  /** ms since 1970. */
  now: () => number;
};
