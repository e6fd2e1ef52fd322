import { setTimeout as delay } from 'node:timers/promises';
import { createLatencies, type Latencies } from './latencies.ts';

export type OpenLoopResult = { latencies: Latencies; sent: number; failed: number; seconds: number };

/**
 * Sends at evenly spaced moments, whether or not earlier answers have come: a slow server cannot slow its own measurement down.
 * A latency counts from the moment that was due, so waiting in our own queue is part of it (no coordinated omission).
 * The timer's tick adds up to 1 ms.
 */
export async function openLoop(
  ratePerSecond: number,
  seconds: number,
  send: (n: number) => Promise<boolean>,
): Promise<OpenLoopResult> {
  const latencies = createLatencies();
  const total = Math.round(ratePerSecond * seconds);
  const startedAt = performance.now();
  const open = new Set<Promise<void>>();
  let failed = 0;
  for (let n = 0; n < total; ) {
    const due = startedAt + (n * 1000) / ratePerSecond;
    const now = performance.now();
    if (due > now) {
      await delay(Math.max(1, Math.floor(due - now)));
      continue;
    }
    const sending = send(n)
      .catch(() => false)
      .then((isGood) => {
        latencies.add(performance.now() - due);
        if (!isGood) failed += 1;
        open.delete(sending);
      });
    open.add(sending);
    n += 1;
  }
  await Promise.all(open);
  return { latencies, sent: total, failed, seconds: (performance.now() - startedAt) / 1000 };
}

/** Keeps `inFlight` requests open for a time, to see how much a server can do at most. */
export async function closedLoop(
  inFlight: number,
  seconds: number,
  send: (n: number) => Promise<boolean>,
): Promise<OpenLoopResult> {
  const latencies = createLatencies();
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let sent = 0;
  let failed = 0;
  const sender = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      if (!(await send(sent++).catch(() => false))) failed += 1;
      latencies.add(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
  return { latencies, sent, failed, seconds: (performance.now() - startedAt) / 1000 };
}
