const hourMs = 3_600_000;

/** The window in whole days if it is of more than two, else in hours; null for all time. Sums are kept by the hour, so a begun hour counts as one. */
export function windowOf(windowMs: number | null): { days: number } | { hours: number } | null {
  if (windowMs === null) return null;
  const hours = Math.max(1, Math.ceil(windowMs / hourMs));
  return hours > 48 && hours % 24 === 0 ? { days: hours / 24 } : { hours };
}

/** `in the last 24 hours`, `in the last 7 days`, `so far`: what `meta` says. */
export function windowText(windowMs: number | null): string {
  const window = windowOf(windowMs);
  if (window === null) return 'so far';
  if ('days' in window) return `in the last ${window.days} days`;
  return window.hours === 1 ? 'in the last hour' : `in the last ${window.hours} hours`;
}
