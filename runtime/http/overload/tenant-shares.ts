/** How long a stretch is whose times are counted together. What a tenant took is forgotten after two of them. */
const stretchMs = 500;
/** The fairness of who took half of its fair share at most. */
export const mostFairness = 2;

/** How much of a thread's time each tenant took lately. */
export type TenantShares = {
  /** Enters that a request of a tenant held the thread for `ms`. */
  add(tenantId: string, ms: number, nowMs: number): void;
  /** How often what a tenant took goes into its fair share, twice at most: a half if it took twice as much. A fair share is that of all who came lately, each the same; 1 for who is alone. */
  fairness(tenantId: string, nowMs: number): number;
};

export function createTenantShares(): TenantShares {
  let current = new Map<string, number>();
  let former = new Map<string, number>();
  let total = 0;
  let formerTotal = 0;
  /** Tenants of `former` that are in `current` too. */
  let inBoth = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  const enter = (nowMs: number): void => {
    if (nowMs < endMs) return;
    const isNext = nowMs < endMs + stretchMs;
    former = isNext ? current : new Map();
    formerTotal = isNext ? total : 0;
    current = new Map();
    total = 0;
    inBoth = 0;
    endMs = nowMs + stretchMs;
  };
  return {
    add(tenantId, ms, nowMs) {
      enter(nowMs);
      const known = current.get(tenantId);
      if (known === undefined && former.has(tenantId)) inBoth += 1;
      current.set(tenantId, (known ?? 0) + ms);
      total += ms;
    },
    fairness(tenantId, nowMs) {
      enter(nowMs);
      const tenants = current.size + former.size - inBoth;
      const taken = (current.get(tenantId) ?? 0) + (former.get(tenantId) ?? 0);
      if (taken === 0 && tenants > 0) return mostFairness;
      if (tenants <= 1) return 1;
      return Math.min(mostFairness, (total + formerTotal) / tenants / taken);
    },
  };
}
