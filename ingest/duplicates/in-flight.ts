/**
 * Events on their way to the log, by id. Of two concurrent requests with the same event the first reserves it, and the
 * second waits for the first's outcome instead of appending it once more.
 */
export type InFlight = {
  /** The outcome of the request that appends this event now: resolves once it is durable, rejects if the append failed. */
  outcomeOf(id: Buffer): Promise<void> | undefined;
  /** Opens a reservation for one append; ids are added to it in the same turn in which they were found free. */
  open(): Reservation;
  readonly size: number;
};

export type Reservation = {
  readonly outcome: Promise<void>;
  add(id: Buffer): void;
  /**
   * Runs `work`; when it ends, the ids are free and every request that waits for them has its outcome. When `work` resolves, the events
   * must be durable and in the hint.
   */
  during<T>(work: () => Promise<T>): Promise<T>;
};

/** Creates it without reservations. Its size is bounded by the requests in flight. */
export function createInFlight(): InFlight {
  const outcomes = new Map<string, Promise<void>>();
  return {
    outcomeOf: (id) => outcomes.get(id.toString('latin1')),
    open() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // It may be that no other request waits for it; the one that made the reservation learns of the failure by its own append.
      promise.catch(() => {});
      const keys: string[] = [];
      return {
        outcome: promise,
        add(id) {
          const key = id.toString('latin1');
          keys.push(key);
          outcomes.set(key, promise);
        },
        async during(work) {
          try {
            const result = await work();
            resolve();
            return result;
          } catch (error) {
            reject(error);
            throw error;
          } finally {
            for (const key of keys) outcomes.delete(key);
          }
        },
      };
    },
    get size() {
      return outcomes.size;
    },
  };
}
