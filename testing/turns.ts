/**
 * How long turns of the event loop take, in CPU time of this thread, so that other processes on the machine do not count; and how fast the
 * machine is at that time, by a fixed piece of work, so that a slow machine is given more time in proportion.
 */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Watches every turn until it is closed, which returns the longest, CPU ms. The loop never sleeps meanwhile. */
export function watchTurns(): { close(): number } {
  let longestMs = 0;
  let lastMs = cpuMs();
  const look = () => {
    const nowMs = cpuMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    next = setImmediate(look);
  };
  let next = setImmediate(look);
  return {
    close() {
      clearImmediate(next);
      return longestMs;
    },
  };
}

/** What the fixed work takes on the machine of docs/benchmarks.md , CPU ms. */
const referenceMs = 20;
const repeats = 5;

/** Returns how many times as long as on that machine this thread takes for the same work; never less than 1. */
export function slownessOfMachine(): number {
  const taken = Array.from({ length: repeats }, () => {
    const beganMs = cpuMs();
    fixedWork();
    return cpuMs() - beganMs;
  }).sort((a, b) => a - b);
  return Math.max(1, (taken[repeats >> 1] ?? 0) / referenceMs);
}

/** Strings, a Map and sorting, as in our own work. */
function fixedWork(): number {
  const counts = new Map<string, number>();
  for (let n = 0; n < 60_000; n++) counts.set(`product-${(n * 7_919) % 30_011}`, n);
  return [...counts].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).length;
}
