import { LRUCache } from 'lru-cache';

/** What has been counted since a window began, and when it ends (ms since 1970). */
export type CountingWindow = { count: number; readonly endMs: number };

/**
 * Returns a function that finds the window an id is counted in: it begins with the first look and lasts `windowMs`. A clock that is set back ends it, else an id would wait until the clock comes by
 * again. At most `remembered` ids; those looked at longest ago are forgotten first.
 */
export function createCountingWindows(options: {
  windowMs: number;
  remembered: number;
  now: () => number;
}): (id: string) => CountingWindow {
  const { windowMs, remembered, now } = options;
  const windows = new LRUCache<string, CountingWindow>({ max: remembered });
  return (id) => {
    const nowMs = now();
    const known = windows.get(id);
    if (known !== undefined && nowMs < known.endMs && nowMs >= known.endMs - windowMs) return known;
    const begun = { count: 0, endMs: nowMs + windowMs };
    windows.set(id, begun);
    return begun;
  };
}
