import { ApiProblem } from '#console/http/problem.ts';
import { isSuspension } from '#console/http/suspension.ts';
import { missingPartIn } from '#console/outdated/missing-part.ts';

/** What the API says of a request as a whole where only its fields are wrong. */
const seeErrors = /see errors\.$/;

/** How the API says to programs that somebody else was first. */
const saysToPrograms = /send If-Match/;

/** Says in a line why something failed. Where the API says what is wrong at which field, that is told in place of 'see errors'. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (missingPartIn(error) !== null) return 'A part of this page did not come. Try again once the network is back.';
  if (!(error instanceof ApiProblem)) return error.message;
  if (isSuspension(error))
    return 'The tenant was suspended meanwhile, so nothing was changed. It can be reactivated in its settings.';
  if (saysToPrograms.test(error.message)) return 'It was changed meanwhile, in another place, so nothing was saved.';
  const whole = seeErrors.test(error.message) && error.errors.length > 0 ? [] : [error.message];
  const told = error.errors.map(({ path, message }) =>
    path === '' || message.includes('`') ? message : `${path.slice(1).replaceAll('/', '.')}: ${message}`,
  );
  return [...new Set([...whole, ...told])].join(' ');
}
