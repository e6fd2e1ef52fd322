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

/**
 * Windows are rising numbers. The counts of an earlier window are dropped, so that it holds the callers of one window only. A request of the window before, which a slower answer may
 * bring, belongs to the current one; one of still earlier means that the clock was set back, and counting begins anew there: else an exhausted key would be refused until the clock comes by again.
 */
export function createRequestCounts(): RequestCounts {
  let counts = new Map<string, number>();
  let current = Number.NEGATIVE_INFINITY;
  const enter = (window: number): void => {
    if (window === current || window === current - 1) return;
    counts = new Map();
    current = window;
  };
  const known = (claims: readonly RateClaim[], window: number): number[] => {
    enter(window);
    return claims.map(({ id }) => counts.get(id) ?? 0);
  };
  return {
    known,
    take(claims, window) {
      const before = known(claims, window);
      if (claims.every(({ limit }, i) => (before[i] ?? 0) < limit))
        for (const [i, { id }] of claims.entries()) counts.set(id, (before[i] ?? 0) + 1);
      return before;
    },
    raise(id, count, window) {
      enter(window);
      if (window === current && count > (counts.get(id) ?? 0)) counts.set(id, count);
    },
  };
}
