import { parseEventTime } from '#domain/events/event-time.ts';

/** From here on a number is read as ms, not as seconds: in seconds it would be the year 5138. */
const leastMs = 1e11;
/** The last time that a Date can tell, in the year 275760. */
const lastMs = 8.64e15;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** What a time may look like, for messages. */
export const timeWanted = 'epoch seconds or ISO 8601 as in 2026-03-01T12:00:00Z';

/** Reads epoch seconds (also with a fraction), epoch ms, a date in UTC, or ISO 8601 with a zone as ms since 1970; undefined for anything else. */
export function parseTime(text: string): number | undefined {
  if (text === '') return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) {
    const ms = Math.round(number >= leastMs ? number : number * 1_000);
    return ms >= 0 && ms <= lastMs ? ms : undefined;
  }
  return parseEventTime(dateOnly.test(text) ? `${text}T00:00:00Z` : text);
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `500ms`, `90s`, `15m`, `24h`, `7d` or `0` as ms; undefined for anything else. */
export function parseDelay(text: string): number | undefined {
  if (text === '0') return 0;
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * unitMs[unit as keyof typeof unitMs];
}
