const hourMs = 3_600_000;

/** `in the last 24 hours`, `in the last 7 days`, `so far`. */
export function windowText(windowMs: number | null): string {
  if (windowMs === null) return 'so far';
  const hours = Math.round(windowMs / hourMs);
  if (hours <= 48) return hours === 1 ? 'in the last hour' : `in the last ${hours} hours`;
  return `in the last ${Math.round(hours / 24)} days`;
}
