import { ApiProblem, Unreachable } from '#console/http/problem.ts';
import type { ProblemDocument } from '#schemas/http/problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Value = string | number | boolean | null | undefined;
/** Fields that are undefined or empty are left out of the URL; a list repeats its field. */
export type Query = Readonly<Record<string, Value | readonly Value[]>>;
export type Request = {
  query?: Query;
  body?: unknown;
  /** Bytes that are sent as they are, in place of a body of JSON. */
  file?: Blob;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
};

/** Sends one request to the API by this origin. Throws `ApiProblem` if the answer is no success, `Unreachable` if there is none. */
export async function send(method: Method, path: string, request: Request = {}): Promise<Response> {
  const { body, file, headers = {}, signal } = request;
  const response = await fetch(path + queryText(request.query), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file === undefined ? {} : { body: file }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : new Unreachable(error);
  });
  if (response.ok) return response;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ApiProblem(await problemOf(response), Number.isNaN(retryAfter) ? null : retryAfter);
}

function queryText(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, values]) =>
    [values]
      .flat()
      .flatMap((value) => (value === undefined || value === null || value === '' ? [] : [[name, String(value)]])),
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** A failure of something between us and the API, such as a proxy, is told by its status alone. */
async function problemOf(response: Response): Promise<ProblemDocument> {
  if (response.headers.get('content-type')?.includes('problem+json') === true) return response.json();
  const { status, statusText, url } = response;
  const requestId = response.headers.get('x-request-id') ?? '';
  const detail = `The server has answered ${status} ${statusText}`.trim();
  return {
    type: 'about:blank',
    title: statusText,
    status,
    detail,
    instance: url,
    data: null,
    errors: [],
    meta: { requestId },
  };
}
