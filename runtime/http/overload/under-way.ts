/** So many requests at once make no queue, however long each takes. */
const manyRequests = 16;
/** For so long there have to be as many before they are a queue, and no burst or a single long hold of the log; also the time from which it is known how many are done in it. */
const standingMs = 500;
/** How long a stretch is whose answers are counted together. */
const stretchMs = 250;

/** Requests of one kind that were taken and are not answered yet: they wait for the log, for Postgres, for the thread. */
export type UnderWay = {
  begin(): void;
  /** Called once for each `begin`. */
  end(): void;
  /** How long one more would take, by how many there are and how many were done lately (Little's law); 0 if they are few, or many only for a moment. */
  waitMs(nowMs: number): number;
  readonly count: number;
};

/** `now`: milliseconds of a clock that never goes back. */
export function createUnderWay(now: () => number): UnderWay {
  let count = 0;
  let manySinceMs = 0;
  let stretchBeganMs = 0;
  let done = 0;
  let doneBefore = 0;
  let beforeMs = 0;
  return {
    begin() {
      count += 1;
      if (count !== manyRequests) return;
      manySinceMs = stretchBeganMs = now();
      done = doneBefore = beforeMs = 0;
    },
    end() {
      count -= 1;
      done += 1;
    },
    waitMs(nowMs) {
      if (count < manyRequests || nowMs - manySinceMs < standingMs) return 0;
      const tookMs = nowMs - stretchBeganMs;
      const perMs = (done + doneBefore) / (tookMs + beforeMs);
      if (tookMs >= stretchMs) {
        beforeMs = tookMs;
        doneBefore = done;
        done = 0;
        stretchBeganMs = nowMs;
      }
      return perMs === 0 ? Number.POSITIVE_INFINITY : count / perMs;
    },
    get count() {
      return count;
    },
  };
}
