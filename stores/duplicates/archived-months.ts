import type { Database } from '../postgres/database.ts';

/** How old the answer may be. A month is archived once in 30 days, and the loader refuses events that slip through. */
const refreshMs = 30_000;

/** The months whose raw events were dropped, or are about to be. They take no further events, so that an event that was dropped cannot count twice. */
export type ArchivedMonths = {
  /** Goes by the last read, and reads again in the background if that is old. Until Postgres is first reached, no month counts as archived. */
  isArchived(timestampMs: number): boolean;
  /** Reads now. Throws `DatabaseUnavailable`. */
  refresh(): Promise<void>;
};

/** `onError` is called if a read in the background fails; the months read before stay. */
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
