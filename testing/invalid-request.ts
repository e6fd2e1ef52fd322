import type { ProblemDocument } from '#schemas/http/problem.ts';

/** The answer to a request of which these fields are wrong: JSON pointers, and what is told of each. */
export const invalidRequest = (...errors: readonly [path: string, message: string][]): ProblemDocument => ({
  ...{ type: 'about:blank', title: 'Bad Request', status: 400, instance: '/', data: null },
  detail: 'The request is not valid: see errors.',
  errors: errors.map(([path, message]) => ({ path, message, code: 'invalid' })),
  meta: { requestId: 'r' },
});
