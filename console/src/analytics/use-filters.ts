import { useSearchParams } from '@solidjs/router';
import { usable } from '#console/address/address-faults.ts';
import { aDay, oneOf } from '#console/address/taken.ts';
import { type Figure, figureOf, figures } from '#console/analytics/figures.ts';
import { dayIn, daysBefore } from '#console/format/days.ts';

type Search = {
  from?: string;
  to?: string;
  placement?: string;
  strategy?: string;
  figure?: string;
  interval?: string;
  compare?: string;
  tab?: string;
};

/** What the address of the page may ask for. */
export const analyticsTake = {
  from: aDay,
  to: aDay,
  figure: oneOf(...figures.map(({ id }) => id)),
  interval: oneOf('day', 'hour'),
  compare: oneOf('previous', 'none'),
  tab: oneOf('placement', 'strategy', 'arm', 'product'),
};

const dayMs = 86_400_000;
/** So many days fit into the 48 hours that the API tells by the hour. */
const hourlyDays = 2;
const usualDays = 30;

/** What the analytics page shows, all of it in the URL. `timeZone` is the tenant's. */
export function useFilters(timeZone: () => string) {
  const [search, setSearch] = useSearchParams<Search>();
  const range = () => ({ from: usable(search.from, aDay), to: usable(search.to, aDay) });
  const narrowed = () => ({ placementId: search.placement, strategy: search.strategy });
  const days = () => {
    const to = range().to ?? dayIn(timeZone(), Date.now());
    const from = range().from ?? daysBefore(to, usualDays - 1);
    return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
  };
  /** Whether the window is short enough to be told by the hour. */
  const canBeHourly = () => days() <= hourlyDays;
  return {
    search,
    setSearch,
    range,
    narrowed,
    canBeHourly,
    /** Short windows are told by the hour unless the URL says otherwise. */
    interval: (): 'day' | 'hour' => (canBeHourly() && search.interval !== 'day' ? 'hour' : 'day'),
    isCompared: () => search.compare !== 'none',
    figure: (): Figure => figureOf(search.figure),
    isNarrowed: () => search.placement !== undefined || search.strategy !== undefined,
    clear: () => setSearch({ placement: undefined, strategy: undefined }),
  };
}

export type Filters = ReturnType<typeof useFilters>;
