/** What a parameter of an address takes: which texts, and how to say that. */
export type Taken = { isTaken: (text: string) => boolean; words: string };

/** A day of the calendar. */
export const aDay: Taken = { isTaken: isDay, words: 'a day such as 2026-11-30' };

/** A time by the clocks of the tenant's zone, to the minute or finer. */
export const aTime: Taken = {
  isTaken: (text) => /^[^T]{10}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/.test(text) && isDay(text.slice(0, 10)),
  words: 'a time such as 2026-11-30T09:30',
};

/** How many rows of a list are skipped: what `offsetOf` reads. */
export const anOffset: Taken = { isTaken: (text) => /^\d{1,15}$/.test(text), words: 'a whole number' };

/** One of these words. */
export const oneOf = (...words: readonly string[]): Taken => ({
  isTaken: (text) => words.includes(text),
  words: words.length > 8 ? 'one of those that can be chosen here' : words.join(' or '),
});

export const aSpace = oneOf('live', 'test');

/** From year 1000 on: browsers tell the first digits of a year as years of their own (`components/whole-year.ts`). */
function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
