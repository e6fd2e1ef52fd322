import type { RecordBatch, Subscription } from '../event-log.ts';

export type Follower = {
  /** Says that there may be new records. */
  wake(): void;
} & Subscription;

export type FollowOptions = {
  from: bigint;
  read(from: bigint): RecordBatch;
  /** Called for each batch after the call before has settled; the next batch begins behind the last record of this one. */
  onBatch(batch: RecordBatch): Promise<void>;
  /** Called when a handler or a read has thrown; nothing more is read. */
  onLost(error: unknown): void;
  /** How long an idle follower waits for a wake before it looks for itself. */
  pollMs: number;
  /** Whether each append wakes it. Then it does not look again after it has read up to the end. */
  isTold: boolean;
};

/** Reads one partition on and on, batch after batch. A slow handler holds up only this partition: that is the back-pressure. */
export function follow(options: FollowOptions): Follower {
  let isClosed = false;
  let wakeUp: (() => void) | null = null;
  /** Set if a wake came while the follower did not wait, so that it is not lost. */
  let isWoken = false;

  const untilWoken = () =>
    new Promise<void>((resolve) => {
      if (isWoken || isClosed) {
        isWoken = false;
        resolve();
        return;
      }
      const timer = setTimeout(done, options.pollMs);
      function done() {
        clearTimeout(timer);
        wakeUp = null;
        isWoken = false;
        resolve();
      }
      wakeUp = done;
    });

  const run = async () => {
    let next = options.from;
    while (!isClosed) {
      const batch = options.read(next);
      const last = batch.records.at(-1);
      if (last !== undefined) {
        await options.onBatch(batch);
        next = last.offset + 1n;
      }
      if (last === undefined || (options.isTold && next >= batch.highWatermark)) await untilWoken();
      // Reading is synchronous, so other work gets its turn between two batches.
      else await new Promise(setImmediate);
    }
  };
  const running = run().catch((error: unknown) => {
    if (!isClosed) options.onLost(error);
  });

  const wake = () => {
    isWoken = true;
    wakeUp?.();
  };
  return {
    wake,
    async close() {
      isClosed = true;
      wake();
      await running;
    },
  };
}
