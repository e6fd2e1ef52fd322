/** A thousand splits of a hundred thousand users take many seconds of CPU: they have a thread of their own. */
import { parentPort, workerData } from 'node:worker_threads';
import { replayAtRandom } from '#domain/experiments/statistics/replay-at-random.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { behind, standBackOnThread } from '#runtime/stand-back.ts';
import type { ReplayTask } from './replay-on-thread.ts';

standBackOnThread(behind.learning);
const { users, trafficSplit, runs, seed } = workerData as ReplayTask;

parentPort?.postMessage(replayAtRandom(users, { trafficSplit, runs, next: seededRandom(seed) }));
