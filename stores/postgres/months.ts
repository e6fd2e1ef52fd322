import type { Database } from './database.ts';

/** Which months of table `events` take rows; those that lack their partition are made at the first question. */
export type Months = {
  /** As the last `ensure` of its month answered. */
  isOpen(timestampMs: number): boolean;
  /** Asks Postgres for the months of these times, where its last answer is not of this very second. */
  ensure(timesMs: Iterable<number>): Promise<void>;
  /** The next `ensure` asks for every month: one that was taken for open is not. */
  forget(): void;
};

/**
 * An open month may be archived at any time, and is asked for again after this long. A row that comes in between waits for the archive
 * to be done, and then finds no partition.
 */
const freshMs = 1_000;

const keyOf = (ms: number): number => {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** A month once archived stays so. `now` in ms. */
export function openMonths(database: Database, now: () => number = () => performance.now()): Months {
  const known = new Map<number, { isOpen: boolean; askedAtMs: number }>();
  let lastKey = -1;
  let lastIsOpen = false;
  return {
    isOpen(timestampMs) {
      const key = keyOf(timestampMs);
      if (key !== lastKey) {
        lastKey = key;
        lastIsOpen = known.get(key)?.isOpen ?? false;
      }
      return lastIsOpen;
    },
    async ensure(timesMs) {
      const askedAtMs = now();
      const due = new Map<number, number>();
      let checkedKey = -1;
      for (const ms of timesMs) {
        const key = keyOf(ms);
        // Events come month by month, as a rule.
        if (key === checkedKey) continue;
        checkedKey = key;
        const answer = known.get(key);
        if (answer === undefined || (answer.isOpen && askedAtMs - answer.askedAtMs >= freshMs)) due.set(key, ms);
      }
      for (const [key, ms] of due) {
        const { rows } = await database.query<{ is_open: boolean }>('SELECT ensure_month($1) AS is_open', [
          new Date(ms),
        ]);
        known.set(key, { isOpen: rows[0]?.is_open ?? false, askedAtMs });
      }
      if (due.size > 0) lastKey = -1;
    },
    forget() {
      known.clear();
      lastKey = -1;
    },
  };
}
