import type { Logger } from '#runtime/logger.ts';
import { retry } from '#runtime/retry.ts';
import { type ArchivedMonth, archiveMonth, findDueMonths } from '#stores/archive/archive-months.ts';
import { dropAggregates } from '#stores/archive/drop-aggregates.ts';
import { eraseFromArchives } from '#stores/archive/erase-from-archives.ts';
import { dropRestored } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { dropHistory } from '#stores/catalog/catalog-history.ts';
import { forgetEndedSessions } from '#stores/control/forget-ended-sessions.ts';
import { dropExposures } from '#stores/exposures/drop-exposures.ts';
import { sqlStateOf } from '#stores/postgres/classify-error.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type PurgedTenant, purgeTenants } from '#stores/purge/purge-tenants.ts';
import { projections } from '../index.ts';

/** Days that something is kept, counted from arrival. */
export type Days = number | 'forever';

export type RetentionDeps = {
  /** A pool of its own, since reading a month takes longer than a batch may. */
  database: Database;
  /** The folder of the archives. */
  archiveDir: string;
  eventRetentionDays: Days;
  aggregateRetentionDays: Days;
  logger: Logger;
};

/** What one run did. If one part fails, the others are done nevertheless. */
export type RetentionReport = {
  archived: ArchivedMonth[];
  /** Exposures that were too old. */
  droppedExposures: number;
  /** Changes of the catalog that were too old. */
  droppedChanges: number;
  /** Restored months that were taken out again. */
  droppedAgain: string[];
  /** Archived events from which an erased shopper was taken out. */
  erasedEvents: number;
  /** Rows of sums that were too old. */
  droppedAggregates: number;
  purged: PurgedTenant[];
  /** Rows of sessions, tokens and kept answers that ended a day ago or earlier. */
  forgottenSessions: number;
  failures: { part: string; error: unknown }[];
};

const tables = projections.flatMap((projection) => projection.tables);
const dayMs = 86_400_000;
const lockTries = 5;
const lockWaits = { firstMs: 200, maxMs: 2_000 };
/** lock_not_available, deadlock_detected: somebody is reading or writing the months. */
const isLocked = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlStateOf(error) ?? '');

/** Does once, as of `nowMs`, all that is to be done by age. Returns `busy`, and has done nothing, if another run or a rebuild holds the months. */
export async function runRetention(deps: RetentionDeps, nowMs: number): Promise<RetentionReport | 'busy'> {
  const { database, archiveDir: dir, logger } = deps;
  const report: RetentionReport = {
    archived: [],
    droppedExposures: 0,
    droppedChanges: 0,
    droppedAgain: [],
    erasedEvents: 0,
    droppedAggregates: 0,
    purged: [],
    forgottenSessions: 0,
    failures: [],
  };
  const attempt = async (part: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      report.failures.push({ part, error });
      logger.error({ err: error }, `retention: ${part} failed, and is tried again later`);
    }
  };
  const held = await withRetentionLock(database, 'exclusive', async () => {
    await attempt('archiving months', async () => {
      const before = cutOf(deps.eventRetentionDays, nowMs);
      if (before === null) return;
      for (const month of await archiveDueMonths(deps, before)) report.archived.push(month);
    });
    await attempt('dropping old exposures', async () => {
      const before = cutOf(deps.eventRetentionDays, nowMs);
      if (before !== null) report.droppedExposures = await dropExposures(database, before);
    });
    await attempt('dropping old changes of the catalog', async () => {
      const before = cutOf(deps.eventRetentionDays, nowMs);
      if (before !== null) report.droppedChanges = await dropHistory(database, before);
    });
    await attempt('taking restored months out', async () => {
      report.droppedAgain = await withTries(() => dropRestored(database, dir));
    });
    await attempt('erasing shoppers from archives', async () => {
      report.erasedEvents = await eraseFromArchives(database, dir);
    });
    await attempt('purging deleted tenants', async () => {
      report.purged = await purgeTenants(database, dir);
      for (const tenant of report.purged) logger.info(tenant, 'a deleted tenant was purged');
    });
    await attempt('forgetting ended sessions', async () => {
      report.forgottenSessions = await forgetEndedSessions(database, new Date(nowMs - dayMs));
    });
    await attempt('dropping old aggregates', async () => {
      const before = cutOf(deps.aggregateRetentionDays, nowMs);
      if (before !== null) report.droppedAggregates = await dropAggregates(database, before, tables);
    });
  });
  return held === 'busy' ? 'busy' : report;
}

/** Archives every month that is due, the oldest first. The caller holds the lock of retention. */
export async function archiveDueMonths(
  { database, archiveDir: dir, logger }: Pick<RetentionDeps, 'database' | 'archiveDir' | 'logger'>,
  before: Date,
): Promise<ArchivedMonth[]> {
  const archived: ArchivedMonth[] = [];
  for (const { month } of await findDueMonths({ database, before })) {
    const rows = await withTries(() => archiveMonth({ database, dir, before }, month));
    if (rows === undefined) continue;
    archived.push({ month, rows });
    logger.info({ month, rows }, 'a month of events was archived');
  }
  return archived;
}

function withTries<T>(work: () => Promise<T>): Promise<T> {
  let tries = 0;
  return retry(work, {
    ...lockWaits,
    signal: new AbortController().signal,
    isRetryable: (error) => ++tries < lockTries && isLocked(error),
  });
}

function cutOf(days: Days, nowMs: number): Date | null {
  return days === 'forever' ? null : new Date(nowMs - days * dayMs);
}
