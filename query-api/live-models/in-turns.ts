import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '#domain/memory/steps.ts';

/** While a snapshot is written or events are folded, a busy server answers whatever has come in between: longer turns make longer queues. */
const turnMs = 0.5;

/** Does a little of it in each turn of the event loop: questions are answered in between. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + turnMs;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (performance.now() < endMs);
    await nextTurn();
  }
}
