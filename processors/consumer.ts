import type pg from 'pg';
import type { LogRecord } from '#log/event-log.ts';
import type { Claim } from '#stores/offsets/offsets.ts';

/** A record that was decoded, or why it cannot be. */
export type Decoded<Item> =
  | { ok: true; record: LogRecord; item: Item }
  | { ok: false; record: LogRecord; reason: string; detail: string };

/**
 * What reads one topic under one group. The runner (`run-partition.ts`) gives it offsets, retries, dead letters, the fence
 * and lag; the consumer says how to decode and what to do.
 */
export type Consumer<Item> = {
  group: string;
  topic: string;
  /** Whether offsets may have gaps. */
  isCompacted: boolean;
  /**
   * After a batch of fewer than `untilRecords` the next one of its partition begins no sooner than `everyMs` after it began: what a
   * transaction costs is shared by more records. The first record after a pause waits for nothing.
   */
  gather?: { everyMs: number; untilRecords: number };
  decode(record: LogRecord): { ok: true; item: Item } | { ok: false; reason: string; detail: string };
  /** Outside of any transaction, before it: whatever may take long or needs its own. Answers what is to become of refused items. */
  prepare?(
    items: readonly { record: LogRecord; item: Item }[],
  ): Promise<readonly { record: LogRecord; reason: string; detail: string }[]>;
  /** In the one transaction that also moves the offset. What it answers is handed to `committed`. */
  apply(client: pg.PoolClient, claim: Claim, items: readonly { record: LogRecord; item: Item }[]): Promise<() => void>;
  /** A partition is this process's now, from this position on. */
  assigned?(claim: Claim): Promise<void>;
  revoked?(): Promise<void>;
};
