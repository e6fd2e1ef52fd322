import { Problem } from '#runtime/http/problem.ts';

/** Postgres knows no year 0, and nothing here is older than its epoch. */
const earliestMs = Date.UTC(1970, 0, 1);

type Times = { from?: string; to?: string };

/** Returns the times between which a query asks, null for what it leaves out. Throws a 400 if one is no time, such as a leap second, or no time lies between them. */
export function timesOf(query: Times): { from: Date | null; to: Date | null } {
  const [from, to] = [timeOf(query, 'from'), timeOf(query, 'to')];
  if (from !== null && to !== null && from >= to) throw refusal('from', '`from` must be before `to`.', 'range');
  return { from, to };
}

function timeOf(query: Times, name: 'from' | 'to'): Date | null {
  const text = query[name];
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw refusal(name, `\`${name}\` must be a time in ISO 8601, such as 2026-03-01T12:00:00Z.`, 'format');
  return new Date(Math.max(ms, earliestMs));
}

const refusal = (field: string, message: string, code: string): Problem =>
  new Problem(400, 'The request is not valid: see errors.', { errors: [{ path: `/${field}`, message, code }] });
