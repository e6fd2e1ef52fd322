import { STATUS_CODES } from 'node:http';
import type { ProblemDocument } from '#schemas/http/problem.ts';

export type ProblemReason = { path: string; message: string; code: string };

/**
 * A failure as the caller is told of it (RFC 9457). Handlers throw it; the server makes the document. `detail` says what happened
 * and what to do, and leaks nothing.
 */
export class Problem extends Error {
  readonly status: number;
  readonly reasons: readonly ProblemReason[];
  readonly headers: Readonly<Record<string, string>>;
  readonly meta: Readonly<Record<string, unknown>>;
  constructor(
    status: number,
    detail: string,
    options: {
      errors?: readonly ProblemReason[];
      headers?: Readonly<Record<string, string>>;
      meta?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.status = status;
    this.reasons = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.meta = options.meta ?? {};
  }
}

export function problemDocument(problem: Problem, instance: string, requestId: string): ProblemDocument {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    instance,
    data: null,
    errors: [...problem.reasons],
    meta: { ...problem.meta, requestId },
  };
}

const secondsUntilRetry = '1';

/** What any thrown value is to the caller: failures of infrastructure that call themselves `retryable` are a 503. Unknown ones are a 500 that says nothing of the inside; `isOurs` asks for a log line. `bodyLimitBytes`: what the route takes. */
export function problemOf(error: unknown, bodyLimitBytes?: number): { problem: Problem; isOurs: boolean } {
  if (error instanceof Problem) return { problem: error, isOurs: false };
  const code = codeOf(error);
  const outage =
    outageOf(code) ?? (isRetryable(error) ? 'A part this needs does not answer just now: ask again.' : undefined);
  if (outage !== undefined) {
    const problem = new Problem(503, outage, { headers: { 'retry-after': secondsUntilRetry }, cause: error });
    return { problem, isOurs: true };
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { problem: tooLarge(bodyLimitBytes), isOurs: false };
  const known = refusals[code];
  if (known !== undefined) return { problem: new Problem(known[0], known[1]), isOurs: false };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return { problem: new Problem(status, error instanceof Error ? error.message : 'Bad request'), isOurs: false };
  return {
    problem: new Problem(500, 'Something went wrong on our side. The request id finds it in our logs.', {
      cause: error,
    }),
    isOurs: true,
  };
}

const isRetryable = (error: unknown): boolean =>
  error instanceof Error && 'retryable' in error && error.retryable === true;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Parts that are down or too slow: 503. */
const outages: Readonly<Record<string, string>> = {
  database_unavailable: 'The database does not answer just now: ask again.',
  '57014': 'The database took too long over this: ask for less, by a shorter time or fewer rows.',
};

/** Postgres's class 53: no room on its disk, in its memory, among its connections. The others are what the system says of a disk of ours. */
const lacksRoom = /^53[0-9A-Z]{3}$|^ENOSPC$|^EDQUOT$/;

const outageOf = (code: string): string | undefined =>
  lacksRoom.test(code)
    ? 'There is no room to store this just now: ask again once the operator has made some.'
    : outages[code];

/** Not everything can be sent in parts: a list of rules is replaced as a whole. */
const tooLarge = (bodyLimitBytes?: number): Problem => {
  const limit = bodyLimitBytes === undefined ? 'this route takes' : `the ${bodyLimitBytes} bytes that this route takes`;
  return new Problem(413, `The body is larger than ${limit}: shorten it, or send a list of items in several requests.`);
};

/** Fastify's own refusals in our words. */
const refusals: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'This media type is not taken here: send application/json.'],
  FST_ERR_CTP_EMPTY_TYPE: [415, 'Say what the body is: Content-Type: application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'Content-Length does not match the body.'],
  Z_DATA_ERROR: [400, 'The body is not gzip, although its Content-Encoding says so.'],
  Z_BUF_ERROR: [400, 'The gzipped body ends too early.'],
  FST_ERR_MAX_PARAM_LENGTH: [404, 'There is nothing here: no id is as long as the one in this path.'],
  FST_ERR_BAD_URL: [400, 'The path is not a valid URL: encode it as UTF-8 by percent-encoding.'],
};
