import { adminLimitOf } from './admin-limits.ts';
import { ProblemDocument, problemMediaType } from './http/problem.ts';
import type { Json } from './json.ts';
import { exampleOf, plainSchema } from './openapi-schema.ts';
import { isOfSender, type RouteContract } from './route-contract.ts';

type ProblemText = { title: string; description: string; detail: string };

/** The title of each problem, and an example of its detail. */
const problems: Record<number, ProblemText> = {
  400: {
    title: 'Bad Request',
    description: 'The request is not valid; `errors` says what to change.',
    detail: 'The request is not valid.',
  },
  401: {
    title: 'Unauthorized',
    description: 'Credentials are missing or wrong; WWW-Authenticate says which scheme is wanted.',
    detail: 'The access token has run out: refresh it.',
  },
  403: {
    title: 'Forbidden',
    description: 'The caller may not do this, or the tenant is suspended.',
    detail: 'Tenant suspended: its admin makes it active again by PUT /api/v1/tenants/:id {"status": "active"}.',
  },
  404: { title: 'Not Found', description: 'There is no such thing here.', detail: 'There is no such thing here.' },
  409: {
    title: 'Conflict',
    description: 'It is there already, or the step is not possible now.',
    detail: 'It is there already.',
  },
  412: {
    title: 'Precondition Failed',
    description:
      'It is at another version than `If-Match` names; `ETag` says at which, and `meta.version` where versions are counted.',
    detail: 'This was changed since you read it, and is at version 4 now: read it again, and send If-Match: "4".',
  },
  413: {
    title: 'Payload Too Large',
    description: 'The body is too large.',
    detail:
      'The body is larger than the 131072 bytes that this route takes: shorten it, or send a list of items in several requests.',
  },
  415: {
    title: 'Unsupported Media Type',
    description: 'The media type is not taken.',
    detail: 'This media type is not taken here: send application/json.',
  },
  428: {
    title: 'Precondition Required',
    description: 'It is there already, and `If-Match` is missing.',
    detail: 'Send If-Match with the ETag of the version that you have seen.',
  },
  429: { title: 'Too Many Requests', description: 'Too many requests.', detail: 'Too many requests: wait 12 s.' },
  431: {
    title: 'Request Header Fields Too Large',
    description: 'The headers are too large, by a cookie or a long query for example.',
    detail: 'The headers are too large: send fewer or shorter ones.',
  },
  503: {
    title: 'Service Unavailable',
    description:
      'A part this needs is down, or more is sent than can be done in time; nothing was done or lost. `Retry-After` says when to send it again.',
    detail: 'The database does not answer just now: ask again.',
  },
};

/** Returns the response of every problem, by its name. */
export function problemResponses(): { [name: string]: Json } {
  return Object.fromEntries(
    Object.keys(problems).map((status) => [problemName(status), problemResponse(Number(status))]),
  );
}

/** Returns the statuses of the problems a route may answer: those that follow from its contract, and those it names itself. */
export function problemsOf(route: RouteContract): number[] {
  const statuses = new Set(route.problems);
  // It is found before the route is.
  statuses.add(431);
  const hasBody = route.body !== undefined || route.documentedBody !== undefined;
  if (hasBody || route.query || route.params) statuses.add(400);
  if (route.auth !== 'public') statuses.add(401).add(503);
  if (route.auth !== 'public' && route.auth !== 'internal') statuses.add(403);
  if (route.path.includes(':')) statuses.add(404);
  if (route.answers[201] !== undefined) statuses.add(409);
  if ((route.isVersioned || route.isTagged) && route.method !== 'GET') statuses.add(412);
  if (hasBody) statuses.add(413).add(415).add(503);
  if (route.limit !== 'none' || adminLimitOf(route) !== null) statuses.add(429);
  if (isOfSender(route)) statuses.add(429).delete(503);
  // A status that the route describes itself is no problem document.
  return [...statuses].filter((status) => status in problems && !(status in route.answers)).sort((a, b) => a - b);
}

/** Returns the name of a status's response in the document. */
export function problemName(status: number | string): string {
  return `Problem${status}`;
}

function problemResponse(status: number): Json {
  const retryAfter: { [name: string]: Json } =
    status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {};
  return {
    description: problems[status]?.description ?? '',
    headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...retryAfter },
    content: { [problemMediaType]: { schema: plainSchema(ProblemDocument), example: exampleOfProblem(status) } },
  };
}

/** Returns an example of one status; it has reasons only for the status of a request that is not valid. */
function exampleOfProblem(status: number): Json {
  const { title = '', detail = '' } = problems[status] ?? {};
  const example = exampleOf(ProblemDocument) as { [name: string]: Json };
  return { ...example, title, status, detail, ...(status === 400 ? {} : { errors: [] }) };
}
