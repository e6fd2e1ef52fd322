const minuteMs = 60_000;

/**
 * Returns how times are written for people of a zone, to the second: as its clock shows them, with its offset from UTC at that time (ISO 8601: `2026-03-29T03:00:00+02:00`), so that the two
 * hours of autumn are told apart. Before zones had whole minutes the offset is that of the minute.
 */
export function timesIn(timeZone: string): (iso: string) => string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (iso) => {
    const ms = Date.parse(iso);
    const local = clock.format(ms).replace(' ', 'T');
    const minutes = Math.round((Date.parse(`${local}Z`) - ms) / minuteMs);
    const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    const two = (number: number) => String(number).padStart(2, '0');
    return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
  };
}
