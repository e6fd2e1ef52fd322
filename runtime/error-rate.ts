const windowMs = 300_000;
const slotMs = 10_000;

/** The share of answers with a status of 500 or more among those of the last five minutes; 0 without answers. It forgets what is older whether anybody asks for the rate or not. */
export type ErrorRate = {
  count(status: number, nowMs: number): void;
  rate(nowMs: number): number;
  readonly slots: number;
};

export function createErrorRate(): ErrorRate {
  const slots = new Map<number, { all: number; failed: number }>();
  const prune = (nowMs: number) => {
    for (const slot of slots.keys()) if (slot * slotMs < nowMs - windowMs) slots.delete(slot);
  };
  return {
    count(status, nowMs) {
      const number = Math.floor(nowMs / slotMs);
      let slot = slots.get(number);
      if (slot === undefined) {
        prune(nowMs);
        slot = { all: 0, failed: 0 };
        slots.set(number, slot);
      }
      slot.all += 1;
      if (status >= 500) slot.failed += 1;
    },
    rate(nowMs) {
      prune(nowMs);
      let [all, failed] = [0, 0];
      for (const slot of slots.values()) {
        all += slot.all;
        failed += slot.failed;
      }
      return all === 0 ? 0 : failed / all;
    },
    get slots() {
      return slots.size;
    },
  };
}
