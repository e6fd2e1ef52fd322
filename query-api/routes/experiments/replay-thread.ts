/** A thousand splits of a hundred thousand users take many seconds of CPU: they have a thread of their own. */
import { parentPort, workerData } from 'node:worker_threads';
import { replayAtRandom } from '#domain/experiments/statistics/replay-at-random.ts';
import type { ReplayTask } from './replay-on-thread.ts';

const { users, trafficSplit, runs, seed } = workerData as ReplayTask;

/** Mulberry32: 32 bits of state, more than enough to split users. */
function randomFrom(state: number): () => number {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

parentPort?.postMessage(replayAtRandom(users, { trafficSplit, runs, next: randomFrom(seed) }));
