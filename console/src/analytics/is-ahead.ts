import { dayIn } from '#console/format/days.ts';

/** Whether a window that begins on this day, or at this time, lies in the future of a time zone: then there is nothing to ask for. What is no day is not ahead: the API says what is wrong with it. */
export const isAhead = (from: string | undefined, timeZone: string, nowMs: number): boolean =>
  from !== undefined && !Number.isNaN(Date.parse(from)) && from.slice(0, 'YYYY-MM-DD'.length) > dayIn(timeZone, nowMs);
