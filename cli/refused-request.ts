import type { ProblemDocument } from '#schemas/http/problem.ts';

/** Reasons that a message lists; how many more there are it says. */
const listedReasons = 20;

/** The server refuses the request itself. The message is all that it says: what happened, each reason with the place, and the id of the request. */
export class RefusedRequest extends Error {
  readonly code = 'refused_request';
  readonly status: number;
  /** `body`: of the answer, a problem document or any other text. */
  constructor(status: number, body: string) {
    super(`the server answered ${status}: ${saidIn(body)}`);
    this.name = 'RefusedRequest';
    this.status = status;
  }
}

function saidIn(body: string): string {
  const { detail, errors = [], meta } = problemOf(body);
  if (detail === undefined) return body;
  const reasons = errors
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .filter((reason) => reason !== detail);
  const listed = reasons.slice(0, listedReasons);
  if (reasons.length > listed.length) listed.push(`and ${reasons.length - listed.length} more`);
  const request = meta?.requestId === undefined ? '' : ` (request ${meta.requestId})`;
  return [`${detail}${request}`, ...listed].join('\n  ');
}

function problemOf(body: string): Partial<ProblemDocument> {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === 'object' && problem !== null ? problem : {};
  } catch {
    return {};
  }
}
