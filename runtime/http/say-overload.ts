import { Problem } from './problem.ts';

const defaultRetrySeconds = '1';

/**
 * What senders of other software are answered where anybody else is answered 503: a 429 with `Retry-After`. Segment's Node SDK waits as long as it is told after a 429 alone, and counts no such
 * try; after a 503 it comes back by a clock of its own, and gives up at last (findings/segment-retry-after.sh). Any other problem stays as it is.
 */
export function sayOverload(problem: Problem): Problem {
  if (problem.status !== 503) return problem;
  const { 'retry-after': wanted = defaultRetrySeconds } = problem.headers;
  return new Problem(429, problem.message, { headers: { 'retry-after': wanted }, cause: problem.cause });
}
