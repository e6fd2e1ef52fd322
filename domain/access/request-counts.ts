/** An id whose requests are counted, and how many it may make in a window. */
export type RateClaim = { id: string; limit: number };

/** The requests of the current window by id, in this process. */
export type RequestCounts = {
  /**
   * Returns how many requests each claim had in this window before this request. The request is counted for all claims, unless one has
   * reached its limit already: then for none.
   */
  take(claims: readonly RateClaim[], window: number): readonly number[];
  /** Returns the same without counting. */
  known(claims: readonly RateClaim[], window: number): readonly number[];
  /** Raises the count of an id in this window to `count`; a higher count stays. */
  raise(id: string, count: number, window: number): void;
};

/** Ids of each of the two generations, about 100 bytes each. Addresses are ids too, and one client may have millions of them. */
const maxRemembered = 100_000;

/**
 * Windows are rising numbers. The counts of an earlier window are dropped, so that it holds the callers of one window only. A request of the window before, which a slower answer may
 * bring, belongs to the current one; one of still earlier means that the clock was set back, and counting begins anew there: else an exhausted key would be refused until the clock comes by again.
 * Of a window the last `remembered` to twice as many ids that asked are known; others may begin anew. (An LRUCache for 200,000 takes 17 ms of CPU to make, and a process has several.)
 */
export function createRequestCounts(remembered: number = maxRemembered): RequestCounts {
  let counts = new Map<string, number>();
  let former = new Map<string, number>();
  let current = Number.NEGATIVE_INFINITY;
  const enter = (window: number): void => {
    if (window === current || window === current - 1) return;
    counts = new Map();
    former = new Map();
    current = window;
  };
  const set = (id: string, count: number): void => {
    if (counts.size >= remembered && !counts.has(id)) {
      former = counts;
      counts = new Map();
    }
    counts.set(id, count);
  };
  const countOf = (id: string): number => {
    const count = counts.get(id);
    if (count !== undefined) return count;
    const before = former.get(id);
    // Whoever goes on asking stays, also one that is refused.
    if (before !== undefined) set(id, before);
    return before ?? 0;
  };
  const known = (claims: readonly RateClaim[], window: number): number[] => {
    enter(window);
    return claims.map(({ id }) => countOf(id));
  };
  return {
    known,
    take(claims, window) {
      const before = known(claims, window);
      if (claims.every(({ limit }, i) => (before[i] ?? 0) < limit))
        for (const [i, { id }] of claims.entries()) set(id, (before[i] ?? 0) + 1);
      return before;
    },
    raise(id, count, window) {
      enter(window);
      if (window === current && count > countOf(id)) set(id, count);
    },
  };
}
