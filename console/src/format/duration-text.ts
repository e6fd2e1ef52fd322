const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Says a span in the largest unit that it is a whole number of: 86,400,000 ms is `1 day`. Null for what is no whole number of seconds, or none. */
export function durationText(ms: number): string | null {
  const unit = ms > 0 ? units.find(([, size]) => ms % size === 0) : undefined;
  if (unit === undefined) return null;
  const [name, size] = unit;
  const times = ms / size;
  return `${times.toLocaleString('en')} ${name}${times === 1 ? '' : 's'}`;
}
