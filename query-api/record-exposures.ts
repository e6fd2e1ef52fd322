import type { Exposure } from '#domain/exposures/exposure.ts';
import type { AppendQueue } from '#log/append-queue.ts';
import { encodeExposure, eventKey } from '#log/codec.ts';
import { LogError, type NewRecord } from '#log/event-log.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { WatchedQueue } from '#runtime/queue.ts';

const flushEveryMs = 50;
/** Records of one append, so that events that come behind it do not wait long. */
const maxRecordsAtOnce = 1_000;
/** Bytes that may wait for the log: some tens of thousands of answers. More than that are dropped, and counted. */
const maxWaitingBytes = 16 * 2 ** 20;
/** For so long after it has dropped something, /ready says so. */
const toldForMs = 60_000;

/** Where answers wait for the log, so that no shopper does. */
export type ExposureRecorder = {
  /** Takes an answer, and never waits. Drops it if too much waits already. */
  record(exposure: Exposure): void;
  /** Answers that were dropped: in all, and whether some of them in the last minute. */
  dropped(): { count: number; isRecent: boolean };
  /** Answers that wait. */
  readonly queue: WatchedQueue;
  /** Appends what waits; what the log does not take then is dropped. */
  close(): Promise<void>;
};

/**
 * Appends answers to topic `events`, one append at a time: while the log stalls they wait here, and take no more than one append's
 * room from the events of shoppers in the queue that both share. An append that fails is made again; the id of an answer keeps it from being stored twice.
 */
export function openExposureRecorder(
  appends: Pick<AppendQueue, 'append'>,
  {
    metrics,
    logger,
    maxBytes = maxWaitingBytes,
    now = () => performance.now(),
  }: {
    metrics: Pick<Metrics, 'exposuresRecorded' | 'exposuresDropped'>;
    logger: Pick<Logger, 'warn'>;
    maxBytes?: number;
    /** Milliseconds of a clock that never goes back. */
    now?: () => number;
  },
): ExposureRecorder {
  let waiting: NewRecord[] = [];
  /** Since when each of them has waited, in their order. */
  let sinceMs: number[] = [];
  let bytes = 0;
  let dropped = 0;
  let lastDropAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  const drop = (count: number): void => {
    dropped += count;
    lastDropAt = now();
    metrics.exposuresDropped.inc(count);
  };
  /** Takes `count` of the oldest out. */
  const take = (count: number): void => {
    for (let n = 0; n < count; n += 1) bytes -= bytesOf(waiting[n]!);
    waiting = waiting.slice(count);
    sinceMs = sinceMs.slice(count);
  };
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const records = waiting.slice(0, maxRecordsAtOnce);
      try {
        await appends.append('events', records);
      } catch (error) {
        // What the log will never take must not hold up the rest.
        if (!(error instanceof LogError && error.retryable)) {
          take(records.length);
          drop(records.length);
        }
        throw error;
      }
      isFailing = false;
      take(records.length);
      metrics.exposuresRecorded.inc(records.length);
    }
  };
  const flushing = keepDoing(flush, {
    everyMs: flushEveryMs,
    onError(error) {
      if (!isFailing) logger.warn({ err: error }, 'answers could not be recorded, and wait for the log');
      isFailing = true;
    },
  });

  return {
    record(exposure) {
      const { scope, userId } = exposure;
      const made = { key: eventKey(scope, userId), value: encodeExposure(exposure) };
      const size = bytesOf(made);
      if (bytes + size > maxBytes) return drop(1);
      bytes += size;
      waiting.push(made);
      sinceMs.push(now());
    },
    queue: { size: () => waiting.length, ageMs: () => (sinceMs[0] === undefined ? 0 : now() - sinceMs[0]) },
    dropped: () => ({ count: dropped, isRecent: now() - lastDropAt < toldForMs }),
    async close() {
      await flushing.close();
      await flush().catch((error: unknown) => {
        logger.warn({ err: error, lost: waiting.length }, 'answers are not recorded: the log does not take them');
        drop(waiting.length);
        take(waiting.length);
      });
    },
  };
}

const bytesOf = ({ key, value }: NewRecord): number => key.length + (value?.length ?? 0);
