const hourMs = 3_600_000;

/** `in the last 24 hours`, `in the last 7 days`, `so far`. Sums are kept by the hour, so a begun hour counts as one. */
export function windowText(windowMs: number | null): string {
  if (windowMs === null) return 'so far';
  const hours = Math.max(1, Math.ceil(windowMs / hourMs));
  if (hours > 48 && hours % 24 === 0) return `in the last ${hours / 24} days`;
  return hours === 1 ? 'in the last hour' : `in the last ${hours} hours`;
}
