import { useSearchParams } from '@solidjs/router';
import { timeIn } from '#console/format/local-time.ts';
import type { EventsQuery } from '#schemas/http/events.ts';

/** The filters as the URL holds them. `at` is a local time of the tenant's zone: events up to the end of that minute. */
export type EventFilters = { type?: string; userId?: string; productId?: string; space?: string; at?: string };

const minuteMs = 60_000;

/** Returns the filters of the URL, and how to change some of them: what is changed to nothing is dropped. */
export function useEventFilters() {
  const [search, setSearch] = useSearchParams<EventFilters>();
  return {
    filters: (): EventFilters => search,
    change: (change: EventFilters) =>
      setSearch(Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value || undefined]))),
    clear: () => setSearch({ type: undefined, userId: undefined, productId: undefined, at: undefined }),
  };
}

/** What the filters ask of the API. */
export function eventQuestion({ type, userId, productId, space, at }: EventFilters, timeZone: string): EventsQuery {
  const toMs = at === undefined ? Number.NaN : timeIn(timeZone, at) + minuteMs;
  return {
    type: type as EventsQuery['type'],
    userId,
    productId,
    space: space === 'test' ? 'test' : 'live',
    ...(Number.isNaN(toMs) ? {} : { to: new Date(toMs).toISOString() }),
  } as EventsQuery;
}
