/** Learning a row takes milliseconds of CPU, and a shop has thousands of them: they are learnt on a thread of their own, which yields to all others. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Steps } from '#domain/memory/steps.ts';
import { readCopiedScope } from '#domain/strategies/histories/copied-histories.ts';
import { learnRow } from '#domain/strategies/histories/learn-row.ts';
import { behind, standBackOnThread } from '#runtime/stand-back.ts';
import type { HistoryTask, LearntRow } from './history-on-thread.ts';
import { inSlices } from './in-slices.ts';

standBackOnThread(behind.learning);

/** How many questions were asked: the thread that answers counts them. */
const questions = workerData as Int32Array<SharedArrayBuffer>;
const neverWoken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const slices = {
  asked: () => Atomics.load(questions, 0),
  clock: () => performance.now(),
  rest: (ms: number) => void Atomics.wait(neverWoken, 0, 0, ms),
};

function* learnEach({ wanted, ...copied }: HistoryTask): Steps {
  const { shards, joint } = readCopiedScope(copied);
  for (const [place, number] of wanted.entries()) {
    const row = yield* learnRow(shards, joint, number);
    parentPort?.postMessage({ row, place } satisfies LearntRow, [row.numbers.buffer, row.weights.buffer]);
    yield;
  }
}

parentPort?.on('message', (task: HistoryTask) => inSlices(learnEach(task), slices));
