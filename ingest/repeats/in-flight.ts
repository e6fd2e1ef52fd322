/**
 * Events on their way to the log, by id. Of two concurrent requests with the same event the first claims it, and the
 * second waits for the first's outcome instead of appending it once more.
 */
export type InFlight = {
  /** The outcome of whoever is at it: resolves once it is durable, rejects where that failed. */
  outcomeOf(id: Buffer): Promise<void> | undefined;
  /** Opens a claim for one append; ids are added to it synchronously with the look that found them free. */
  open(): Claim;
  readonly size: number;
};

export type Claim = {
  readonly outcome: Promise<void>;
  add(id: Buffer): void;
  /** All of its ids are durable. They must be in the hint before. */
  settle(): void;
  fail(error: unknown): void;
};

/** No claims yet. Its size is bounded by the requests in flight. */
export function createInFlight(): InFlight {
  const claims = new Map<string, Promise<void>>();
  return {
    outcomeOf: (id) => claims.get(id.toString('latin1')),
    open() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // Nobody may be waiting for it; who made the claim learns of the failure by its own append.
      promise.catch(() => {});
      const keys: string[] = [];
      const close = () => {
        for (const key of keys) claims.delete(key);
      };
      return {
        outcome: promise,
        add(id) {
          const key = id.toString('latin1');
          keys.push(key);
          claims.set(key, promise);
        },
        settle() {
          close();
          resolve();
        },
        fail(error) {
          close();
          reject(error);
        },
      };
    },
    get size() {
      return claims.size;
    },
  };
}
