import { ProblemDocument, problemMediaType } from './http/problem.ts';
import { type Json, plainSchema } from './openapi-schema.ts';
import type { RouteContract } from './route-contract.ts';

const problemTitles: Record<number, string> = {
  400: 'The request is not valid; `errors` says what to change.',
  401: 'Credentials are missing or wrong; WWW-Authenticate says which scheme is wanted.',
  403: 'The caller may not do this, or the tenant is suspended.',
  404: 'There is no such thing here.',
  409: 'It is there already, or the step is not possible now.',
  413: 'The body is too large.',
  415: 'The media type is not taken.',
  429: 'Too many requests.',
  503: 'A part this needs is down; nothing was done or lost.',
};

/** The response of every problem, by its name. */
export function problemResponses(): { [name: string]: Json } {
  return Object.fromEntries(
    Object.keys(problemTitles).map((status) => [problemName(status), problemResponse(Number(status))]),
  );
}

/** The statuses of the problems a route may answer: those that follow from its contract, and those it names itself. */
export function problemsOf(route: RouteContract): number[] {
  const statuses = new Set(route.problems);
  const hasBody = route.body !== undefined || route.documentedBody !== undefined;
  if (hasBody || route.query || route.params) statuses.add(400);
  if (route.auth !== 'public') statuses.add(401).add(503);
  if (route.auth !== 'public' && route.auth !== 'internal') statuses.add(403);
  if (route.path.includes(':')) statuses.add(404);
  if (route.answers[201] !== undefined) statuses.add(409);
  if (hasBody) statuses.add(413).add(415).add(503);
  if (route.limit !== 'none') statuses.add(429);
  return [...statuses].filter((status) => status in problemTitles).sort((a, b) => a - b);
}

/** What the response of a status is called in the document. */
export function problemName(status: number | string): string {
  return `Problem${status}`;
}

function problemResponse(status: number): Json {
  const retryAfter: { [name: string]: Json } =
    status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {};
  return {
    description: problemTitles[status] ?? '',
    headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...retryAfter },
    content: { [problemMediaType]: { schema: plainSchema(ProblemDocument) } },
  };
}
