/**
 * Reads an ISO 8601 date and time with a zone as ms since 1970; undefined if it is none, or no such day exists.
 *
 *     YYYY-MM-DD 'T' hh:mm [:ss [.fraction]] (Z | ±hh | ±hhmm | ±hh:mm)
 *
 * Digits beyond milliseconds are cut off, not rounded: rounding could move an event into the next day. A leap second
 * (`:60`) counts as the second after it.
 */
export function parseEventTime(text: string): number | undefined {
  const { length } = text;
  if ((length === 24 || length === 20) && text.charCodeAt(length - 1) === letterZ) {
    const time = parseUtc(text, length);
    if (time !== noUtc) return time;
  }
  return parseGeneral(text);
}

const letterZ = 90;
const noUtc = Number.NEGATIVE_INFINITY;
const daysOfMonth = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `YYYY-MM-DDThh:mm:ssZ` or `YYYY-MM-DDThh:mm:ss.sssZ`, what nearly everybody sends; `noUtc` for anything else. */
function parseUtc(text: string, length: number): number {
  const punctuated =
    text.charCodeAt(4) === 45 && // -
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 && // T
    text.charCodeAt(13) === 58 && // :
    text.charCodeAt(16) === 58 &&
    (length === 20 || text.charCodeAt(19) === 46); // .
  if (!punctuated) return noUtc;
  // A character that is no digit makes its number NaN, which no comparison below lets pass.
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const ms = length === 24 ? twoDigits(text, 20) * 10 + digit(text, 22) : 0;
  if (!(year >= 100 && isDay(year, month, day) && hour < 24 && minute < 60 && second < 60 && ms < 1000)) return noUtc;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

const general =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)$/;

function parseGeneral(text: string): number | undefined {
  const match = general.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute] = [match[1], match[2], match[3], match[4], match[5]].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const second = Number(match[6] ?? 0);
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zoneHours = Number(match[9] ?? 0);
  const zoneMinutes = Number(match[10] ?? 0);
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 60 || zoneHours > 23 || zoneMinutes > 59) {
    return undefined;
  }
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day); // Date.UTC would read the years 0 to 99 as 1900 to 1999
  local.setUTCHours(hour, minute, second, ms);
  const offsetMs = (zoneHours * 60 + zoneMinutes) * 60_000;
  return local.getTime() - (match[8] === '-' ? -offsetMs : offsetMs);
}

function isDay(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth[month]!)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
