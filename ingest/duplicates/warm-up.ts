import { setImmediate as nextTurn } from 'node:timers/promises';
import { maxAheadMs } from '#domain/events/lateness.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { CodecError, decodeEventsRecord } from '#log/codec.ts';
import type { EventLog, LogRecord } from '#log/event-log.ts';
import type { Merged } from '#stores/duplicates/read-merged.ts';
import { hintHorizonMs } from './duplicate-hint.ts';

/** At most this many records are read, a share of them from each partition: some seconds, and less than a generation of the hint. */
const maxWarmUpRecords = 2_000_000;
/** Every record that a read returns is used: a broker decompresses and sends whole batches, however few records are asked for. */
const bytesPerRead = 1 << 19;
/** Records that are decoded before requests have their turn: half a millisecond. */
const recordsPerTurn = 100;

export type WarmUpInput = {
  log: EventLog;
  /** How far the loader has come; undefined if Postgres cannot tell. */
  merged: Merged | undefined;
  nowMs: number;
  onEvent: (event: ShopEvent) => void;
  /** Called once all has been seen that is not merged: of what is read after that Postgres knows too. */
  onUnmergedSeen?: () => void;
  maxRecords?: number;
};

/**
 * Reads again what was acknowledged and is not merged yet, and at least the last `hintHorizonMs`: what `onEvent` did not
 * see is either in Postgres, or has an event time before the one that is returned. What is not merged is read first, since nobody else knows of it; it is little unless the loader is behind. (Only if more than `maxRecords`
 * wait to be merged is there a third kind: its duplicates answer 202, and are still stored once.)
 */
export async function warmUp(input: WarmUpInput): Promise<number> {
  const { log, merged, nowMs, onEvent, onUnmergedSeen = () => {}, maxRecords = maxWarmUpRecords } = input;
  const { partitions } = await log.describe('events');
  const share = BigInt(Math.floor(maxRecords / partitions.length));
  const recentMs = nowMs - hintHorizonMs;
  const stretches: Stretch[] = [];
  for (const { partition, low, high } of partitions) {
    const recent = await firstOffsetSince(log, partition, low, high, recentMs);
    const unmerged = merged === undefined ? recent : (merged.nextOffsets.get(partition) ?? low);
    const wanted = later(low, earlier(recent, unmerged));
    const from = later(wanted, high - share);
    // Earlier events may be in the tables and not in this log: retention has dropped them here, or another log came before it.
    const isAllBefore = from === wanted && (merged?.isOnlyLog === true || from > low);
    stretches.push({ partition, from, mergedTo: earlier(later(from, unmerged), high), high, isAllBefore });
  }
  const firsts = new Map<number, number>();
  const see = async (partition: number, from: bigint, to: bigint) => {
    let firstMs = firsts.get(partition) ?? nowMs;
    for await (const record of recordsOf(log, partition, from, to)) {
      firstMs = Math.min(firstMs, record.timestampMs);
      const event = eventOf(record);
      if (event !== undefined) onEvent(event);
    }
    firsts.set(partition, firstMs);
  };
  for (const { partition, mergedTo, high } of stretches) await see(partition, mergedTo, high);
  onUnmergedSeen();
  for (const { partition, from, mergedTo } of stretches) await see(partition, from, mergedTo);
  const uncovered = stretches.flatMap(({ partition, isAllBefore }) =>
    isAllBefore ? [] : [firsts.get(partition) ?? nowMs],
  );
  return Math.max(recentMs, ...uncovered) + maxAheadMs;
}

/** What is read of a partition. Before `mergedTo` all is merged. */
type Stretch = { partition: number; from: bigint; mergedTo: bigint; high: bigint; isAllBefore: boolean };

/** The first offset of a record that was appended at or after this time; `high` if there is none. */
async function firstOffsetSince(log: EventLog, partition: number, low: bigint, high: bigint, sinceMs: number) {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) / 2n;
    const { records } = await log.read('events', partition, middle, { maxRecords: 1 });
    const record = records[0];
    if (record === undefined || record.timestampMs >= sinceMs) to = middle;
    else from = record.offset + 1n;
  }
  return from;
}

async function* recordsOf(log: EventLog, partition: number, from: bigint, to: bigint): AsyncGenerator<LogRecord> {
  let next = from;
  while (next < to) {
    const { records } = await log.read('events', partition, next, { maxBytes: bytesPerRead });
    if (records.length === 0) return;
    for (const [at, record] of records.entries()) {
      if (record.offset >= to) return;
      yield record;
      next = record.offset + 1n;
      // Requests have their turn in between: a long warm-up goes on beside them.
      if ((at + 1) % recordsPerTurn === 0) await nextTurn();
    }
    await nextTurn();
  }
}

/** Undefined for erasures, and for what the loader will make a dead letter. */
function eventOf(record: LogRecord): ShopEvent | undefined {
  if (record.value === null) return undefined;
  try {
    const decoded = decodeEventsRecord(record.value);
    return decoded.kind === 'event' ? decoded.event : undefined;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
