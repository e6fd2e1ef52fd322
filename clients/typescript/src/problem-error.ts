import type { components } from './openapi.ts';

/** Every refusal and failure of the API, as RFC 9457 has it, with a reason for each fault in `errors`. */
export type Problem = components['schemas']['Problem'];

/** Thrown where the API answers with a problem, after the tries that it allows. `retryAfterMs` is what it asked to wait, null if it did not. */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Returns the error for an answer that is no success. What is no problem document, as of a proxy in between, is made one. */
export async function problemErrorOf(response: Response): Promise<ProblemError> {
  const { status, statusText, url } = response;
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const problem: Problem = isProblem
    ? (JSON.parse(text) as Problem)
    : {
        type: 'about:blank',
        title: statusText,
        status,
        detail: text.slice(0, maxDetail),
        instance: new URL(url).pathname,
        data: null,
        errors: [],
        meta: { requestId: response.headers.get('x-request-id') ?? '' },
      };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds * 1000 : null);
}

const maxDetail = 1000;
