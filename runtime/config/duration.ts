const unitMs = { h: 3_600_000, d: 86_400_000 } as const;
export const forever = 'forever';

/** Returns the milliseconds of a whole number of hours or days (`12h`, `7d`), null for `forever`, undefined for anything else. */
export function parseDuration(text: string): number | null | undefined {
  if (text === forever) return null;
  const [, count, unit] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * unitMs[unit as keyof typeof unitMs];
}
