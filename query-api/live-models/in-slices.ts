import type { Steps } from '#domain/memory/steps.ts';

/** A slice ends with the first step that ends so much later than the slice began: as long as a question takes. */
const sliceMs = 1;
/** So long after a question more are expected. */
const expectedMs = 50;
/** Three quarters of the time are left to others: with two cores and three that want one, a lower priority alone lets whoever wakes up wait. */
const restTimes = 3;
/** A slice is long where others have the core meanwhile: then it rests for long too, but not for longer than this. */
const mostRestMs = 30;

export type SlicesOptions = {
  /** Rises with each question, on whatever thread it is answered. */
  asked(): number;
  /** Milliseconds. */
  clock(): number;
  /** Holds this thread up for so long. */
  rest(ms: number): void;
};

/** Runs all steps on a thread that nobody waits for, in slices of a millisecond: while questions come it rests after each, three times as long as the slice took; else never. */
export function inSlices<Result>(steps: Steps<Result>, { asked, clock, rest }: SlicesOptions): Result {
  let seen = asked();
  let [beganMs, seenMs] = [clock(), clock()];
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const nowMs = clock();
    if (nowMs - beganMs < sliceMs) continue;
    const count = asked();
    if (count !== seen) [seen, seenMs] = [count, nowMs];
    if (nowMs - seenMs < expectedMs) rest(Math.min(mostRestMs, restTimes * (nowMs - beganMs)));
    beganMs = clock();
  }
}
