/** Learning a row takes milliseconds of CPU, and a shop has thousands of them: they are learnt on a thread of their own, which yields to all others. */
import { parentPort } from 'node:worker_threads';
import { atOnce } from '#domain/memory/steps.ts';
import { readCopiedScope } from '#domain/strategies/histories/copied-histories.ts';
import { learnRow } from '#domain/strategies/histories/learn-row.ts';
import { behind, standBackOnThread } from '#runtime/stand-back.ts';
import type { HistoryTask, LearntRow } from './history-on-thread.ts';

standBackOnThread(behind.learning);

parentPort?.on('message', ({ wanted, ...copied }: HistoryTask) => {
  const { shards, joint } = readCopiedScope(copied);
  for (const [place, number] of wanted.entries()) {
    const row = atOnce(learnRow(shards, joint, number));
    parentPort?.postMessage({ row, place } satisfies LearntRow, [row.numbers.buffer, row.weights.buffer]);
  }
});
