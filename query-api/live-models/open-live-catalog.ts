import { setTimeout as delay } from 'node:timers/promises';
import { createLiveCatalog, type LiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { Scope } from '#domain/scope.ts';
import { decodeCatalogRecord } from '#log/catalog-record.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import { inTurns } from './in-turns.ts';
import { createRecordReader } from './read-records.ts';
import { createScopePositions } from './scope-positions.ts';

/** Where a tail stands in a partition. */
export type TailLag = { topic: string; partition: number; position: bigint; lag: number };

/** The catalogs of all scopes in memory: a tail of topic `catalog` from its beginning, which compaction keeps short. */
export type OpenLiveCatalog = {
  readonly catalog: LiveCatalog;
  /** Where in the log the catalog of a scope stands: the same text in every process means the same catalog. */
  position(scope: Scope): string;
  /** When the last change of it came in, milliseconds; null if none has. */
  changedAtMs(scope: Scope): number | null;
  /** Where its tail stands; `describe` asks the log, unless whoever calls knows its answers already. */
  lag(describe?: EventLog['describe']): Promise<TailLag[]>;
  close(): Promise<void>;
};

/** A catalog of a million products takes a few seconds. */
const patienceMs = 30_000;

/** Resolves once it has read all that the log holds, so that no event is flagged as of an unknown product while its product is in the log. */
export async function openLiveCatalog(options: {
  log: EventLog;
  logger: Logger;
  onLost: (error: unknown) => void;
}): Promise<OpenLiveCatalog> {
  const { log, logger, onLost } = options;
  const catalog = createLiveCatalog((steps) => void inTurns(steps));
  const { logId, partitions } = await log.describe('catalog');
  const positions = createScopePositions(logId);
  const changedAt = new Map<Scope, number>();
  const next = new Map(partitions.map(({ partition, low }) => [partition, low]));
  const read = createRecordReader(logger);
  const whole = Promise.withResolvers<void>();
  const resolveIfWhole = () => {
    if (partitions.every(({ partition, high }) => (next.get(partition) ?? 0n) >= high)) whole.resolve();
  };
  resolveIfWhole();
  const subscription = await log.tail(
    'catalog',
    next,
    async ({ partition, records }) => {
      for (const record of records) {
        const change = read(() => decodeCatalogRecord(record));
        if (change !== undefined) {
          catalog.apply(change);
          positions.move(change.scope, partition, record.offset);
          changedAt.set(change.scope, Math.max(changedAt.get(change.scope) ?? 0, change.receivedAtMs));
        }
        next.set(partition, record.offset + 1n);
      }
      resolveIfWhole();
    },
    {
      onLost(error) {
        whole.resolve();
        onLost(error);
      },
    },
  );
  const late = new AbortController();
  await Promise.race([
    whole.promise,
    delay(patienceMs, undefined, { signal: late.signal }).then(
      () => logger.warn('the catalog is still being read from the log: products may be missing until it is'),
      () => {},
    ),
  ]);
  late.abort();
  return {
    catalog,
    position: positions.of,
    changedAtMs: (scope) => changedAt.get(scope) ?? null,
    lag: async (describe = log.describe) =>
      (await describe('catalog')).partitions.map(({ partition, high }) =>
        lagOf('catalog', partition, next.get(partition) ?? 0n, high),
      ),
    close: () => subscription.close(),
  };
}

export function lagOf(topic: string, partition: number, position: bigint, high: bigint): TailLag {
  return { topic, partition, position, lag: Number(high > position ? high - position : 0n) };
}
