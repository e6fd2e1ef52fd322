import type { ProblemDocument } from '#schemas/http/problem.ts';

/** The API has answered, and not with what was asked for. `message` is what it says, for people. */
export class ApiProblem extends Error {
  readonly status: number;
  /** What is wrong at which field, in the API's words. */
  readonly errors: ProblemDocument['errors'];
  readonly requestId: string;
  /** After how many seconds asking again may help; null if the API does not say. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: ProblemDocument, retryAfterSeconds: number | null) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.errors = problem.errors;
    this.requestId = problem.meta.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Nothing has answered: the browser is offline, or the console's server is. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The console cannot be reached. Are you online?', { cause });
    this.name = 'Unreachable';
  }
}

/** What a proxy answers, and the console, while nothing behind it does. */
const awayStatuses = [502, 503, 504];

/** Whether the same question may be answered in a moment: the API is being started again, or the network is away. */
export function isAway(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiProblem && awayStatuses.includes(error.status));
}

/** What is refused for what was asked: the very same question is refused again. */
const finalStatuses = [400, 404, 410, 413, 414, 422];

/** Whether it is of any use to ask the same question again. */
export const mayAnswerLater = (error: unknown): boolean =>
  !(error instanceof ApiProblem && finalStatuses.includes(error.status));

/** Whether what an address names is not there: nothing has the id, or it is none. */
export const isNothingThere = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 404 || error.status === 400);

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {
  constructor() {
    super('Your session has ended: log in again.');
    this.name = 'SignedOut';
  }
}
