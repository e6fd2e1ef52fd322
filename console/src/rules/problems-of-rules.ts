import { ApiProblem } from '#console/http/problem.ts';

/** What the API has refused of the rule at this place, each with the field that it is about: `then.filter.field`: Name one of …, with the field in backticks. */
export function problemsOfRule(error: unknown, index: number): string[] {
  if (!(error instanceof ApiProblem)) return [];
  const prefix = `/rules/${index}`;
  return error.errors.flatMap(({ path, message }) => {
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return [];
    const field = path.slice(prefix.length + 1).replaceAll('/', '.');
    // The API names a field from the top of what was sent: of this rule its part is enough.
    const said = message.replaceAll(`\`rules.${index}.`, '`');
    return [field === '' || said.includes(`\`${field}`) ? said : `\`${field}\`: ${said}`];
  });
}

/** The error itself if it tells of anything that is no rule of the list; null if all of it stands at a rule. */
export function otherProblem(error: unknown): unknown {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return error;
  return error.errors.every(({ path }) => path.startsWith('/rules/')) ? null : error;
}
