import type { Replay } from '#domain/experiments/statistics/replay-at-random.ts';
import type { UserFigures } from '#domain/experiments/statistics/user-sums.ts';
import { askThread } from '#runtime/ask-thread.ts';
import { Problem } from '#runtime/http/problem.ts';

export type ReplayTask = { users: readonly UserFigures[]; trafficSplit: number; runs: number; seed: number };

let isBusy = false;

/** Replays on a thread of its own, since it takes seconds, and one at a time. The same seed gives the same replay. */
export async function replayOnThread(task: ReplayTask): Promise<Replay> {
  if (isBusy)
    throw new Problem(503, 'Another replay is under way: try again in a few seconds.', {
      headers: { 'retry-after': '5' },
    });
  isBusy = true;
  try {
    return await askThread(new URL('./replay-thread.ts', import.meta.url), task);
  } finally {
    isBusy = false;
  }
}
