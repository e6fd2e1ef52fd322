import { useSearchParams } from '@solidjs/router';
import { usable } from '#console/address/address-faults.ts';
import { aSpace, aTime, oneOf } from '#console/address/taken.ts';
import { eventTypes } from '#console/events/event-types.ts';
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

/** What the address of the page may ask for. */
export const eventsTake = { type: oneOf(...eventTypes), space: aSpace, from: aTime, to: aTime };

const minuteMs = 60_000;

/** Returns the filters of the URL, and how to change some of them: what is changed to nothing is dropped. */
export function useEventFilters() {
  const [search, setSearch] = useSearchParams<EventFilters>();
  return {
    /** What the page cannot use is left out: `eventsTake` says so. */
    filters: (): EventFilters => ({
      type: usable(search.type, eventsTake.type),
      userId: search.userId,
      productId: search.productId,
      space: usable(search.space, eventsTake.space),
      from: usable(search.from, eventsTake.from),
      to: usable(search.to, eventsTake.to),
    }),
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
