import type { Database } from './database.ts';

/** Which months of table `events` take rows; a missing partition is made when its month is first asked for. */
export type Months = {
  /** Whether the month was open at the last `ensure` for it. */
  isOpen(timestampMs: number): boolean;
  /** Asks Postgres about the months of these times, unless the last answer is less than a second old. */
  ensure(timesMs: Iterable<number>): Promise<void>;
  /** Makes the next `ensure` ask about every month; called when a month that was taken for open turns out not to be. */
  forget(): void;
};

/**
 * An open month may be archived at any time, so it is asked about again after this long. A row that is written in between waits until the
 * archive is done, and then finds no partition.
 */
const freshMs = 1_000;

const keyOf = (ms: number): number => {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Returns the name of the table that has the events of the month of this time. */
export function monthTableOf(timestampMs: number): string {
  const key = keyOf(timestampMs);
  return `events_${Math.floor(key / 12)}_${String((key % 12) + 1).padStart(2, '0')}`;
}

/** Returns when the month of this time ends, ms. */
export function endOfMonth(timestampMs: number): number {
  const key = keyOf(timestampMs) + 1;
  return Date.UTC(Math.floor(key / 12), key % 12);
}

/** Opens the months of a database. A month that was archived stays so. `now` in ms. */
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
        // Successive events are mostly of the same month.
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
