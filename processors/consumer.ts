import type pg from 'pg';
import type { LogRecord } from '#log/event-log.ts';
import type { Claim } from '#stores/offsets/offsets.ts';

/** A decoded record, or the reason why it cannot be decoded. */
export type Decoded<Item> =
  | { ok: true; record: LogRecord; item: Item }
  | { ok: false; record: LogRecord; reason: string; detail: string };

/**
 * Reads one topic under one consumer group. Offsets, retries, dead letters, the fence and lag come from the runner (`run-consumer.ts`,
 * `run-partition.ts`); the consumer says how a record is decoded and what is done with it.
 */
export type Consumer<Item> = {
  group: string;
  topic: string;
  /** Whether offsets may have gaps. */
  isCompacted: boolean;
  /**
   * If a batch has fewer than `untilRecords`, the next one of its partition begins no sooner than `everyMs` after it began, `busyEveryMs` if it has `busyFromRecords`, so that more
   * records share the cost of a transaction. The first record after a pause is not delayed.
   */
  gather?: { everyMs: number; busyFromRecords: number; busyEveryMs: number; untilRecords: number };
  decode(record: LogRecord): { ok: true; item: Item } | { ok: false; reason: string; detail: string };
  /**
   * Before the transaction, and outside of any: for work that may take long or needs a transaction of its own. Returns the items that are
   * refused.
   */
  prepare?(
    items: readonly { record: LogRecord; item: Item }[],
  ): Promise<readonly { record: LogRecord; reason: string; detail: string }[]>;
  /** In the transaction that also moves the offset. The function that it returns is called after the commit. */
  apply(client: pg.PoolClient, claim: Claim, items: readonly { record: LogRecord; item: Item }[]): Promise<() => void>;
  /** This process has claimed a partition, and reads from this position on. */
  assigned?(claim: Claim): Promise<void>;
  revoked?(): Promise<void>;
};
