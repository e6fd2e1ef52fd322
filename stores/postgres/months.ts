import type { Database } from './database.ts';

/** Which months of table `events` take rows; those that lack their partition are made at the first question. */
export type Months = { isOpen(timestampMs: number): boolean; ensure(timesMs: Iterable<number>): Promise<void> };

const keyOf = (ms: number): number => {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** A month once archived stays so; an open one may be archived later, which the table's own missing partition then tells. */
export function openMonths(database: Database): Months {
  const known = new Map<number, boolean>();
  let lastKey = -1;
  let lastIsOpen = false;
  return {
    isOpen(timestampMs) {
      const key = keyOf(timestampMs);
      if (key !== lastKey) {
        lastKey = key;
        lastIsOpen = known.get(key) ?? false;
      }
      return lastIsOpen;
    },
    async ensure(timesMs) {
      const missing = new Map<number, number>();
      for (const ms of timesMs) {
        const key = keyOf(ms);
        if (!known.has(key)) missing.set(key, ms);
      }
      for (const [key, ms] of missing) {
        const { rows } = await database.query<{ is_open: boolean }>('SELECT ensure_month($1) AS is_open', [
          new Date(ms),
        ]);
        known.set(key, rows[0]?.is_open ?? false);
      }
      if (missing.size > 0) lastKey = -1;
    },
  };
}
