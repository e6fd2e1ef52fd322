import { readFileSync } from 'node:fs';
import { keepDoing } from '#runtime/keep-doing.ts';

/** Of a stretch of time, how long a thread ran and how long it was ready to run but had no core, ms. */
export type CoreTime = { ranMs: number; waitedMs: number };

const lookEveryMs = 5;

/** Watches the main thread of a process, each 5 ms, by Linux's own count (`/proc/PID/task/PID/schedstat`). Moments are those of `performance.now()`. */
export function watchCoreTime(pid: number): {
  between(beganMs: number, endedMs: number): CoreTime;
  close(): Promise<void>;
} {
  const seen: ({ atMs: number } & CoreTime)[] = [];
  const look = () => {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    seen.push({ atMs: performance.now(), ranMs: ran / 1e6, waitedMs: waited / 1e6 });
  };
  const looking = keepDoing(look, { everyMs: lookEveryMs, onError: () => {} });
  return {
    between(beganMs, endedMs) {
      const first = seen.findLast(({ atMs }) => atMs <= beganMs) ?? seen[0];
      const last = seen.find(({ atMs }) => atMs >= endedMs) ?? seen.at(-1);
      if (first === undefined || last === undefined) return { ranMs: 0, waitedMs: 0 };
      return { ranMs: last.ranMs - first.ranMs, waitedMs: last.waitedMs - first.waitedMs };
    },
    close: () => looking.close(),
  };
}
