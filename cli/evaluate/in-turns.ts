import { setImmediate as nextTurn } from 'node:timers/promises';

/** So often the event loop gets a turn, for a signal and the progress bar. */
const turnMs = 50;

/** Runs all steps and returns their result; tells at each turn how many were done. */
export async function inTurns<Result>(
  steps: Generator<unknown, Result>,
  onTurn: (done: number) => void,
): Promise<Result> {
  let turnEnds = performance.now() + turnMs;
  for (let done = 1; ; done++) {
    const { done: isDone, value } = steps.next();
    if (isDone === true) return value;
    if (performance.now() < turnEnds) continue;
    onTurn(done);
    await nextTurn();
    turnEnds = performance.now() + turnMs;
  }
}
