import { ApiProblem } from '#console/http/problem.ts';

/** What is wrong at which place of a body, by its JSON pointer. */
export type Told = Pick<ApiProblem['errors'][number], 'path' | 'message'>;

/**
 * Sorts what went wrong by the fields of a form. The API names a field by a JSON pointer (`/config/currency`), a form by the same with dots (`config.currency`); an entry of a list
 * (`/config/allowedOrigins/0`) is told at the field of the list. `rest` is the whole error if it tells of anything that is no field of this form; null if all of it was sorted in.
 * A form whose fields are written otherwise than the body (in percent, by other names) says by `inForm` what an error of the body means there.
 */
export function errorsByField(
  error: unknown,
  names: readonly string[],
  inForm: (told: Told) => Told = (told) => told,
): { fields: ReadonlyMap<string, string>; rest: unknown } {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return { fields: new Map(), rest: error };
  const fields = new Map<string, string>();
  let isAllSorted = true;
  for (const { path, message } of error.errors.map(inForm)) {
    const told = path.slice(1).replaceAll('/', '.');
    const name = names.includes(told) ? told : told.replace(/\.\d+$/, '');
    if (names.includes(name)) fields.set(name, [fields.get(name), message].filter(Boolean).join(' '));
    else isAllSorted = false;
  }
  return { fields, rest: isAllSorted ? null : error };
}
