/** A device's clock is corrected where it is wrong by more: the server's own is known to the second, and a page's requests take their time. */
const toleratedMs = 60_000;

/** Times for events: those of a page rise with each, so that two events are never in one millisecond, where they would be one. */
export type Clock = {
  /** ISO 8601. */
  next(): string;
  /** Takes the server's time, as it came with an answer just now; NaN if it is unknown. */
  hear(serverMs: number): void;
};

export function createClock(now: () => number = Date.now): Clock {
  let lastMs = 0;
  let aheadMs = 0;
  return {
    next() {
      const ms = now() + aheadMs;
      // After a jump back over more than is tolerated, times that go on from before it would be refused as those of a day to come.
      lastMs = lastMs > ms + toleratedMs ? ms : Math.max(lastMs + 1, ms);
      return new Date(lastMs).toISOString();
    },
    hear(serverMs) {
      const offMs = serverMs - now();
      if (Number.isNaN(offMs)) return;
      aheadMs = Math.abs(offMs) > toleratedMs ? offMs : 0;
    },
  };
}
