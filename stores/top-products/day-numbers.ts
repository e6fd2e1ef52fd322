const dayMs = 86_400_000;

/** The number of a day from 1970-01-01 on, by its midnight (UTC). */
export const dayNumberOf = (midnight: Date): number => Math.floor(midnight.getTime() / dayMs);

/** `YYYY-MM-DD`. */
export const dayOfNumber = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
