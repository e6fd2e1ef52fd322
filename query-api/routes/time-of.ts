import { Problem } from '#runtime/http/problem.ts';

/** Postgres knows no year 0, and nothing here is older than its epoch. */
const earliestMs = Date.UTC(1970, 0, 1);

/** Returns a time of a query as a date, null if it is left out. Throws a 400 if it is not a time, such as a leap second. */
export function timeOf(query: { from?: string; to?: string }, name: 'from' | 'to'): Date | null {
  const text = query[name];
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    const message = `\`${name}\` must be a time in ISO 8601, such as 2026-03-01T12:00:00Z.`;
    throw new Problem(400, 'The request is not valid: see errors.', {
      errors: [{ path: `/${name}`, message, code: 'format' }],
    });
  }
  return new Date(Math.max(ms, earliestMs));
}
