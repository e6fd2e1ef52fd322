/** So long the pages behind the first may tell the total that was counted before them. */
export const totalKeptMs = 60_000;
/** Lists of which a process keeps a total; the one that was counted the longest ago goes first. */
const maxKept = 1_000;

/** How many products lists had when they were counted last. Counting 300,000 takes longer than reading a page of them: counted for each page, to read them all would take the square of their number. */
export type RecentTotals = {
  /** Undefined if it was not counted within `totalKeptMs`. */
  find(list: string, nowMs: number): number | undefined;
  keep(list: string, total: number, nowMs: number): void;
};

export function createRecentTotals(): RecentTotals {
  const kept = new Map<string, { total: number; atMs: number }>();
  return {
    find(list, nowMs) {
      const held = kept.get(list);
      return held !== undefined && nowMs - held.atMs < totalKeptMs ? held.total : undefined;
    },
    keep(list, total, nowMs) {
      kept.delete(list);
      kept.set(list, { total, atMs: nowMs });
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    },
  };
}
