import { Problem } from '#runtime/http/problem.ts';

/** Each follower holds a connection and up to a page of events in memory. */
export const maxFollowersPerTenant = 10;
const maxFollowers = 50;
const retryAfterSeconds = 5;

export type FollowerPlaces = {
  /** Takes a place for a follower of a tenant. Returns how to give it back, to be called once; throws a 429 or 503 if no place is left. */
  take(tenantId: string): () => void;
};

/** The places of one process. `onChange` hears how many are taken. */
export function createFollowerPlaces(onChange: (taken: number) => void): FollowerPlaces {
  const taken = new Map<string, number>();
  let all = 0;
  const change = (tenantId: string, by: 1 | -1) => {
    const count = (taken.get(tenantId) ?? 0) + by;
    if (count === 0) taken.delete(tenantId);
    else taken.set(tenantId, count);
    all += by;
    onChange(all);
  };
  return {
    take(tenantId) {
      const headers = { 'retry-after': String(retryAfterSeconds) };
      if ((taken.get(tenantId) ?? 0) >= maxFollowersPerTenant)
        throw new Problem(429, `${maxFollowersPerTenant} streams follow this tenant's events: end one of them.`, {
          headers,
        });
      if (all >= maxFollowers)
        throw new Problem(503, 'This server has as many streams of events as it can carry: ask again.', { headers });
      change(tenantId, 1);
      return () => change(tenantId, -1);
    },
  };
}
