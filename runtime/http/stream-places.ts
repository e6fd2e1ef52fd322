import { Problem } from './problem.ts';

const retryAfterSeconds = 5;

/** Long streams that a process carries at once: each holds a connection, and memory. */
export type StreamPlaces = {
  /** Takes a place for a stream of a tenant. Returns how to give it back, to be called once; throws a 429 or 503 if no place is left. */
  take(tenantId: string): () => void;
};

/** The places of one process. `said`: what a tenant is told that has as many streams as it may have. `onChange` hears how many are taken. */
export function createStreamPlaces(options: {
  ofTenant: number;
  ofAll: number;
  said: string;
  onChange: (taken: number) => void;
}): StreamPlaces {
  const { ofTenant, ofAll, said, onChange } = options;
  const headers = { 'retry-after': String(retryAfterSeconds) };
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
      if ((taken.get(tenantId) ?? 0) >= ofTenant) throw new Problem(429, said, { headers });
      if (all >= ofAll)
        throw new Problem(503, 'This server has as many streams of events as it can carry: ask again.', { headers });
      change(tenantId, 1);
      return () => change(tenantId, -1);
    },
  };
}
