/** Who is counted, and how many requests it has in a window. */
export type RateClaim = { id: string; limit: number };

/** Requests of the current window by id, in this process. */
export type RequestCounts = {
  /**
   * How many requests each claim had in this window before this one. This one is counted for all of them, unless one has
   * reached its limit already: then for none.
   */
  take(claims: readonly RateClaim[], window: number): readonly number[];
  /** The same without counting. */
  known(claims: readonly RateClaim[], window: number): readonly number[];
  /** How many requests an id is known to have had in this window; more than `count` stay. */
  raise(id: string, count: number, window: number): void;
};

/** Windows are numbers that rise; what an earlier one counted is dropped, so that no more than one window's callers are held. */
export function createRequestCounts(): RequestCounts {
  let counts = new Map<string, number>();
  let current = Number.NEGATIVE_INFINITY;
  const enter = (window: number): void => {
    if (window <= current) return;
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
