import { isTimeZone } from '#domain/access/time-zone.ts';
import { parseEventTime } from '#domain/events/event-time.ts';
import { Problem } from '#runtime/http/problem.ts';
import { defaultWindowDays, maxHourlyHours, maxWindowDays } from '#schemas/http/analytics.ts';
import type { AskedWindow, Window, WindowEnd } from '#stores/analytics/resolve-window.ts';

export type WindowQuery = { from?: string | undefined; to?: string | undefined; timeZone?: string };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Returns the window that a query asks for, in the tenant's zone if it names none. Throws a 400 that names the field if a value has no meaning. */
export function askedWindow(
  query: WindowQuery,
  tenantZone: string,
  now: Date,
  defaultDays = defaultWindowDays,
): AskedWindow {
  const { timeZone = tenantZone } = query;
  if (!isTimeZone(timeZone)) throw unknownZone();
  return { from: endOf(query, 'from'), to: endOf(query, 'to'), timeZone, now, defaultDays };
}

/** Events may be that much ahead of our clock. */
const aheadMs = 5 * 60_000;

/** Throws a 400 if a window is empty, too long for the interval, or begins after `now`: its zeros would say that nothing happened. */
export function refuseWindow({ from, to }: Window, now: Date, interval: 'day' | 'hour' = 'day'): void {
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs <= 0) throw refusal('from', '`from` must be before `to`.', 'range');
  if (from.getTime() > now.getTime() + aheadMs)
    throw refusal(
      'from',
      '`from` lies in the future, of which there are no figures: choose a day up to today.',
      'future',
    );
  if (interval === 'hour' && lengthMs > maxHourlyHours * hourMs)
    throw refusal('interval', `\`interval\` can be hour for ${maxHourlyHours} hours at most: ask for days.`, 'range');
  if (lengthMs > (maxWindowDays + 1) * dayMs)
    throw refusal('from', `\`from\` must be at most ${maxWindowDays} days before \`to\`.`, 'range');
}

export const unknownZone = (): Problem =>
  refusal('timeZone', '`timeZone` must be an IANA time zone, such as Europe/Berlin.', 'time_zone');

function endOf(query: WindowQuery, name: 'from' | 'to'): WindowEnd {
  const text = query[name];
  if (text === undefined) return null;
  const isDay = text.length === 'YYYY-MM-DD'.length;
  // A day that no month has is another one to JavaScript.
  const time = isDay ? new Date(text) : new Date(parseEventTime(text) ?? Number.NaN);
  const isMeant = isDay ? isSameDay(time, text) : !Number.isNaN(time.getTime());
  if (!isMeant || time.getUTCFullYear() < 1970 || time.getUTCFullYear() > 9_000)
    throw refusal(
      name,
      `\`${name}\` must be a day, such as 2026-03-01, or a time in ISO 8601, such as 2026-03-01T12:00:00Z.`,
      'format',
    );
  return isDay ? { day: text } : { time };
}

const isSameDay = (time: Date, text: string): boolean =>
  !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);

const refusal = (field: string, message: string, code: string): Problem =>
  new Problem(400, 'The request is not valid: see errors.', { errors: [{ path: `/${field}`, message, code }] });
