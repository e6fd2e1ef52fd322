import { ApiProblem } from '#console/http/problem.ts';

/**
 * Sorts what went wrong by the fields of a form. The API names a field by a JSON pointer (`/config/currency`), a form by the same with dots (`config.currency`). `rest` is the whole
 * error if it tells of anything that is no field of this form; null if all of it was sorted in.
 */
export function errorsByField(
  error: unknown,
  names: readonly string[],
): { fields: ReadonlyMap<string, string>; rest: unknown } {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return { fields: new Map(), rest: error };
  const told = error.errors.map(({ path, message }) => [path.slice(1).replaceAll('/', '.'), message] as const);
  const fields = new Map(told.filter(([name]) => names.includes(name)));
  return { fields, rest: told.every(([name]) => names.includes(name)) ? null : error };
}
