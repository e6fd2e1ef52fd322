import { dayIn } from '#console/format/days.ts';
import { timeIn } from '#console/format/local-time.ts';
import { readKpis } from '#console/queries/analytics.ts';
import { countWaitingLetters } from '#console/queries/dead-letters.ts';
import { listEvents } from '#console/queries/events.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { OverviewQuery } from '#schemas/http/analytics.ts';

export type TenantRow = Awaited<ReturnType<typeof readTenantRow>>;

/**
 * Reads what the row of a tenant says, in three requests: the figures of a range, the events since midnight in its time zone (10,000 at most are
 * counted), and its dead letters that wait.
 */
export async function readTenantRow({ id, config }: Tenant, range: OverviewQuery, signal?: AbortSignal) {
  const midnight = timeIn(config.timeZone, `${dayIn(config.timeZone, Date.now())}T00:00`);
  const [kpis, events, deadLetters] = await Promise.all([
    readKpis(id, { ...range, compare: 'none' }, signal),
    listEvents(id, { from: new Date(midnight).toISOString(), limit: 1 }, signal),
    countWaitingLetters(id, signal),
  ]);
  return { kpis: kpis.data, freshness: kpis.meta.freshness, eventsToday: events.meta.total, deadLetters };
}
