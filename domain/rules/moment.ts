import { parseEventTime } from '../events/event-time.ts';

/** A time that a filter names, ms since 1970, as seen at `nowMs`. */
export type Moment = (nowMs: number) => number;

/** A product's age is told to the hour, so that what rules say of it holds for an hour. */
const hourMs = 3_600_000;
const longestAgeHours = 24 * 3_650;

/** Reads a time as ISO 8601, or how long before now as `-P30D`, `-P4W` or `-PT12H`: at most ten years. Undefined for any other text. */
export function parseMoment(text: string): Moment | undefined {
  const age = ageHoursOf(text);
  if (age !== undefined) return (nowMs) => startOfHour(nowMs) - age * hourMs;
  const timeMs = parseEventTime(text);
  return timeMs === undefined ? undefined : () => timeMs;
}

/** Ages are counted from the beginning of the hour, in UTC. */
export const startOfHour = (nowMs: number): number => Math.floor(nowMs / hourMs) * hourMs;

/** Whether a text says how long before now, so that what it means moves on by itself. */
export const isAge = (text: string): boolean => ageHoursOf(text) !== undefined;

/** Months and years are none: they do not say how many days they have. */
function ageHoursOf(text: string): number | undefined {
  const [, days, weeks, hours] = /^-P(?:(\d{1,5})D|(\d{1,4})W|T(\d{1,5})H)$/.exec(text) ?? [];
  const age = Number(days ?? 0) * 24 + Number(weeks ?? 0) * 168 + Number(hours ?? 0);
  return age > 0 && age <= longestAgeHours ? age : undefined;
}
