const dayMs = 86_400_000;

/** Returns the day, as `2026-03-29`, that it is at a time in a time zone. */
export function dayIn(timeZone: string, timeMs: number): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(timeMs);
}

/** Returns the day that is so many days before another; both as `2026-03-29`, on the calendar, whatever clocks do. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}

/** Says a window for people: `29 Oct to 27 Nov 2026, Europe/Berlin`. `to` is a time that is not in it any more. */
export function windowText({ from, to }: { from: string; to: string }, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  const [first, last] = [format.format(Date.parse(from)), format.format(Date.parse(to) - 1)];
  return first === last ? `${last}, ${timeZone}` : `${first.replace(` ${last.slice(-4)}`, '')} to ${last}, ${timeZone}`;
}
