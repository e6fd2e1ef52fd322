import { createHash } from 'node:crypto';
import type { LogRecord, RecordBatch } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import { retry } from '#runtime/retry.ts';
import { type DeadLetter, insertDeadLetters } from '#stores/dead-letters/insert-dead-letters.ts';
import { advance, type Claim, FenceLost } from '#stores/offsets/offsets.ts';
import { isDataError } from '#stores/postgres/classify-error.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Consumer } from './consumer.ts';
import type { ProcessorMetrics } from './processor-metrics.ts';

/** Waits between tries of a batch that failed for a temporary reason, such as Postgres being down. */
const retryWaits = { firstMs: 50, maxMs: 2_000 };

export type PartitionDeps = {
  database: Database;
  logger: Logger;
  metrics: ProcessorMetrics;
  signal: AbortSignal;
  /** Told how each try of a batch went: with what failed, and with null once it is stored. */
  onTried: (failure: unknown) => void;
};

/** Returns a function that processes the batches of one claimed partition, one after the other. Each moves `claim.nextOffset`. Throws `FenceLost`. */
export function createPartitionRunner<Item>(
  consumer: Consumer<Item>,
  claim: Claim,
  deps: PartitionDeps,
): (batch: RecordBatch) => Promise<void> {
  const { database, logger, metrics } = deps;

  /** In one transaction: moves the offset by compare-and-set, writes dead letters, and does what the consumer does. */
  const commit = async (records: readonly LogRecord[], alsoDead: readonly DeadLetter[]): Promise<void> => {
    const last = records.at(-1);
    if (last === undefined) return;
    const letters = [...alsoDead];
    const isDead = new Set(alsoDead.map(({ offset }) => offset));
    const items: { record: LogRecord; item: Item }[] = [];
    for (const record of records) {
      if (isDead.has(record.offset)) continue;
      const decoded = consumer.decode(record);
      if (decoded.ok) items.push({ record, item: decoded.item });
      else letters.push(letterOf(record, decoded.reason, decoded.detail));
    }
    const refused = (await consumer.prepare?.(items)) ?? [];
    const isRefused = new Set(refused.map(({ record }) => record.offset));
    letters.push(...refused.map(({ record, reason, detail }) => letterOf(record, reason, detail)));
    const next = last.offset + 1n;
    const committed = await database.transaction(
      async (client) => {
        await advance(client, consumer.group, consumer.topic, claim, next, hashOf(last));
        await insertDeadLetters(client, { topic: consumer.topic, log: claim.log, partition: claim.partition }, letters);
        return consumer.apply(
          client,
          claim,
          isRefused.size === 0 ? items : items.filter(({ record }) => !isRefused.has(record.offset)),
        );
      },
      { keepsPlans: true },
    );
    claim.nextOffset = next;
    deps.onTried(null);
    for (const { reason } of letters) metrics.countDeadLetter(reason);
    if (letters.length > 0)
      logger.warn(
        { topic: consumer.topic, partition: claim.partition, letters: letters.length },
        'records became dead letters',
      );
    committed();
  };

  /** Halves a batch that Postgres refuses for its data, until the record that it refuses stands alone. */
  const settle = async (records: readonly LogRecord[]): Promise<void> => {
    try {
      await retry(() => commit(records, []), {
        ...retryWaits,
        signal: deps.signal,
        isRetryable: (error) => !(error instanceof FenceLost) && !isDataError(error),
        onRetry: (error, attempt) => {
          deps.onTried(error);
          logger.warn(
            { err: error, topic: consumer.topic, partition: claim.partition, attempt },
            'a batch is tried again',
          );
        },
      });
    } catch (error) {
      if (!isDataError(error)) throw error;
      const [only] = records;
      if (records.length === 1 && only !== undefined) {
        const detail = error instanceof Error ? error.message : String(error);
        await commit(records, [letterOf(only, 'refused_by_postgres', detail)]);
        return;
      }
      const middle = records.length >> 1;
      await settle(records.slice(0, middle));
      await settle(records.slice(middle));
    }
  };

  return async (batch) => {
    const first = batch.records[0];
    if (first === undefined) return;
    if (first.offset !== claim.nextOffset && !(consumer.isCompacted && first.offset > claim.nextOffset)) {
      throw new FenceLost(consumer.group, claim.partition);
    }
    const startedAt = performance.now();
    await settle(batch.records);
    metrics.observeBatch(batch.records.length, performance.now() - startedAt);
  };
}

/** The hash by which the last record is known again; the offset row keeps it. */
export function hashOf(record: LogRecord): Buffer {
  return createHash('sha256')
    .update(record.key)
    .update('\0')
    .update(record.value ?? '')
    .digest();
}

function letterOf(record: LogRecord, reason: string, detail: string): DeadLetter {
  const scope = Number(/^(\d{1,9}):/.exec(record.key)?.[1]);
  return {
    offset: record.offset,
    key: record.key,
    value: record.value,
    scope: Number.isInteger(scope) ? scope : null,
    reason,
    detail,
  };
}
