import type { Database } from '../postgres/database.ts';

/** A month is archived once in 30 days; this old an answer may be. The loader refuses what slips through. */
const refreshMs = 30_000;

/** The months whose raw events were dropped, or are about to be: they refuse further events, so that nothing dropped can count twice. */
export type ArchivedMonths = {
  /** Goes by what was last read; reads again in the background if that is old. None while Postgres was never reached. */
  isArchived(timestampMs: number): boolean;
  /** Reads now. Throws `DatabaseUnavailable`. */
  refresh(): Promise<void>;
};

/** `onError` hears of a read that failed in the background; the months read before stay. */
export function createArchivedMonths(
  database: Database,
  now: () => number,
  onError: (error: unknown) => void,
): ArchivedMonths {
  let months = new Set<number>();
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    askedAtMs = now();
    const { rows } = await database.query<{ month: string }>("SELECT month FROM event_months WHERE state <> 'open'");
    months = new Set(rows.map(({ month }) => monthNumber(Date.parse(month))));
  }

  return {
    refresh,
    isArchived(timestampMs) {
      if (now() - askedAtMs >= refreshMs) refresh().catch(onError);
      return months.size > 0 && months.has(monthNumber(timestampMs));
    },
  };
}

function monthNumber(timestampMs: number): number {
  const at = new Date(timestampMs);
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}
