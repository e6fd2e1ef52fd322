const firstMs = 1_000;
const longestMs = 60_000;
/** Timers of browsers take no more: a longer one goes off at once, and so again and again. */
const longestTimerMs = 2 ** 31 - 1;

/** How long nothing is sent after failures: twice as long after each, and never equally long on two pages, unless the server says how long. */
export type Pause = {
  /** Takes an answer, or that none came. Returns whether the server has dealt with what was sent: sent again, it would answer the same. */
  after(response: Response | undefined): boolean;
  /** As long as a timer may take, at most. */
  leftMs(): number;
  end(): void;
};

export function createPause(now: () => number = Date.now, random: () => number = Math.random): Pause {
  let failures = 0;
  let untilMs = 0;
  return {
    after(response) {
      const isDone = response !== undefined && response.status !== 429 && response.status < 500;
      if (isDone) failures = untilMs = 0;
      else {
        const toldMs = response ? Number(response.headers.get('retry-after')) * 1_000 : 0;
        untilMs = now() + (toldMs || Math.min(longestMs, firstMs * 2 ** failures++) * (0.5 + random() / 2));
      }
      return isDone;
    },
    leftMs: () => Math.min(longestTimerMs, untilMs - now()),
    end() {
      failures = untilMs = 0;
    },
  };
}
