import { useSearchParams } from '@solidjs/router';
import { timeIn } from '#console/format/local-time.ts';
import type { EventsQuery } from '#schemas/http/events.ts';

/** The filters as the URL holds them. `from` and `to` are local times of the tenant's zone: events from the begin of the one minute up to the end of the other. */
export type EventFilters = {
  type?: string;
  userId?: string;
  productId?: string;
  space?: string;
  from?: string;
  to?: string;
};

const minuteMs = 60_000;

/** Returns the filters of the URL, and how to change some of them: what is changed to nothing is dropped. */
export function useEventFilters() {
  const [search, setSearch] = useSearchParams<EventFilters>();
  return {
    filters: (): EventFilters => search,
    change: (change: EventFilters) =>
      setSearch(Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || undefined]))),
    clear: () =>
      setSearch({ type: undefined, userId: undefined, productId: undefined, from: undefined, to: undefined }),
  };
}

/** What the filters ask of the API; a time that is none is left out. */
export function eventQuestion(
  { type, userId, productId, space, from, to }: EventFilters,
  timeZone: string,
): EventsQuery {
  const timeOf = (local: string | undefined, laterMs: number) => {
    const ms = local === undefined ? Number.NaN : timeIn(timeZone, local) + laterMs;
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  };
  const [since, before] = [timeOf(from, 0), timeOf(to, minuteMs)];
  return {
    type: type as EventsQuery['type'],
    userId,
    productId,
    space: space === 'test' ? 'test' : 'live',
    ...(since === undefined ? {} : { from: since }),
    ...(before === undefined ? {} : { to: before }),
  } as EventsQuery;
}
