/** Returns when the clocks of a time zone show a local time such as `2026-03-29T01:30`, in milliseconds since 1970. NaN if it is no such text; a time that the clocks skip in spring is an hour later. */
export function timeIn(timeZone: string, local: string): number {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return asUtc;
  // The difference to UTC is the one of that very time, so it is looked up again there.
  const guess = asUtc - differenceAt(timeZone, asUtc);
  return asUtc - differenceAt(timeZone, guess);
}

const isoLength = '2026-03-29T01:30:00'.length;

/** Returns the minute that the clocks of a time zone show at a time, such as `2026-03-29T01:30`. */
export const minuteIn = (timeZone: string, timeMs: number): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(timeMs).replace(' ', 'T');

/** Returns how far the clocks of a time zone are ahead of UTC at a time, in milliseconds. */
function differenceAt(timeZone: string, timeMs: number): number {
  const shown = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(timeMs);
  // Years before 1000 are written with fewer digits than four.
  return Date.parse(`${shown.replace(' ', 'T').padStart(isoLength, '0')}Z`) - Math.floor(timeMs / 1000) * 1000;
}
