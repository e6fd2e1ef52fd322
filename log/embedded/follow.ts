import type { RecordBatch, Subscription } from '../event-log.ts';

export type Follower = {
  /** There may be something new. */
  wake(): void;
} & Subscription;

export type FollowOptions = {
  from: bigint;
  read(from: bigint): RecordBatch;
  /** Each after the last has settled; the answer of the next read begins behind its last record. */
  onBatch(batch: RecordBatch): Promise<void>;
  /** A handler or a read has thrown; nothing more is read. */
  onLost(error: unknown): void;
  /** How long an idle follower waits for a wake before it looks for itself. */
  pollMs: number;
};

/** Reads one partition on and on, batch after batch. A slow handler holds it up and nobody else: that is the back-pressure. */
export function follow(options: FollowOptions): Follower {
  let isClosed = false;
  let wakeUp: (() => void) | null = null;
  /** A wake that came while nobody waited must not be lost. */
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
      if (last === undefined) {
        await untilWoken();
        continue;
      }
      await options.onBatch(batch);
      next = last.offset + 1n;
      // Reading is synchronous: between two batches everybody else has a turn.
      await new Promise(setImmediate);
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
