import { dayIn } from '#console/format/days.ts';

/** Whether a window that begins on this day, or at this time, lies in the future of a time zone: then there is nothing to ask for. */
export const isAhead = (from: string | undefined, timeZone: string, nowMs: number): boolean =>
  from !== undefined && from.slice(0, 'YYYY-MM-DD'.length) > dayIn(timeZone, nowMs);
