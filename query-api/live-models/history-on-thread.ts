import { Worker } from 'node:worker_threads';
import { buffersOf, type CopiedScope } from '#domain/strategies/histories/copied-histories.ts';
import type { HistoryRow } from '#domain/strategies/histories/learn-row.ts';

/** Copied histories, and the joint numbers of the products whose rows are to be learnt from them. */
export type HistoryTask = CopiedScope & { wanted: readonly number[] };

/** What the thread says: a row, and the place of its product among the wanted. */
export type LearntRow = { row: HistoryRow; place: number };

/** The thread that rows are learnt on. It starts with the first task and, if it has died, with the next one. */
export type HistoryThread = {
  /**
   * Learns the rows in their order and gives each as soon as it is learnt; one task at a time. The arrays of the task go to the thread: they are empty here from then on. Rejects if the
   * thread dies. A signal that aborts ends the thread, and it resolves.
   */
  learn(task: HistoryTask, signal: AbortSignal, onRow: (row: HistoryRow, place: number) => void): Promise<void>;
  /** A question was asked: while they come the thread rests most of the time. */
  ask(): void;
  /** Ends the thread. */
  close(): Promise<void>;
};

/** Of the thread's own heap; copies lie outside of it. */
const mostHeapMib = 256;

type Running = { left: number; onRow(row: HistoryRow, place: number): void; end(error?: Error): void };

/** `script`: for tests of a thread that fails. */
export function openHistoryThread(script = new URL('./history-thread.ts', import.meta.url)): HistoryThread {
  let worker: Worker | null = null;
  let running: Running | null = null;

  /** How many questions were asked, for the thread to look at. */
  const questions = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  const start = (): Worker => {
    const resourceLimits = { maxOldGenerationSizeMb: mostHeapMib };
    const started = new Worker(script, { resourceLimits, workerData: questions });
    const died = (cause?: unknown) => {
      if (worker !== started) return;
      worker = null;
      running?.end(new Error('the thread that learns histories died', { cause }));
    };
    started.on('message', ({ row, place }: LearntRow) => {
      if (running === null || worker !== started) return;
      running.onRow(row, place);
      running.left -= 1;
      if (running.left === 0) running.end();
    });
    started.on('error', died);
    started.on('exit', died);
    started.unref();
    return started;
  };
  const close = async () => {
    const ending = worker;
    worker = null;
    running?.end();
    await ending?.terminate();
  };
  return {
    async learn(task, signal, onRow) {
      if (signal.aborted || task.wanted.length === 0) return;
      worker ??= start();
      const used = worker;
      used.ref();
      const onAbort = () => void close();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await new Promise<void>((resolve, reject) => {
          const end = (error?: Error) => (error === undefined ? resolve() : reject(error));
          running = { left: task.wanted.length, onRow, end };
          used.postMessage(
            task,
            task.shards.flatMap((shard) => [...buffersOf(shard), shard.numbers.buffer]),
          );
        });
      } finally {
        running = null;
        signal.removeEventListener('abort', onAbort);
        used.unref();
      }
    },
    ask: () => void Atomics.add(questions, 0, 1),
    close,
  };
}
