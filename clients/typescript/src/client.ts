import { identified } from './identified.ts';
import type { paths } from './openapi.ts';
import type { Answer, Input, Method, PathOf } from './operations.ts';
import { type ItemOf, itemsOfPages, type PagedPath } from './pages.ts';
import { problemErrorOf } from './problem-error.ts';
import { tryAgain } from './try-again.ts';

/** `token`: an API key, or an admin's access token. `maxTries`: of each call, 5 if left out. `timeoutMs`: of each try, 30 s if left out. */
export type ClientOptions = { url: string; token: string; maxTries?: number; timeoutMs?: number };

type Given = { path?: object; query?: object; body?: unknown };
export type Client = ReturnType<typeof createClient>;

/**
 * Returns a client of the API at `url`. Its calls are typed by the document; each throws a ProblemError where the API refuses or fails. They are made again as `try-again.ts` says; an
 * Idempotency-Key, made once for a call, lets an admin's writes be repeated, and an id, made once for an event, lets events be.
 */
export function createClient({ url, token, maxTries = 5, timeoutMs = 30_000 }: ClientOptions) {
  /** One operation of the document. Answers the whole envelope. */
  async function call<M extends Method, P extends PathOf<M> & keyof paths & string>(
    method: M,
    path: P,
    input: Input<M, P>,
  ): Promise<Answer<M, P>> {
    const { path: names, query, body } = input as Given;
    const target = `${url.replace(/\/$/, '')}${filled(path, names)}${queryOf(query)}`;
    const sent = method === 'post' && isOfEvents(path) ? identified(body) : body;
    const isByAdmin = !token.startsWith('rk_');
    const request = {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'get' && isByAdmin && { 'idempotency-key': crypto.randomUUID() }),
      },
      ...(sent !== undefined && { body: JSON.stringify(sent) }),
    };
    const isRepeatable = isByAdmin || isOfEvents(path) || !['post', 'patch'].includes(method);
    return tryAgain({ maxTries, isRepeatable }, async () => {
      const response = await fetch(target, { ...request, signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw await problemErrorOf(response);
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
      return (isJson ? await response.json() : undefined) as Answer<M, P>;
    });
  }

  /** Everything of a list, page by page as it is read, in the list's order. */
  function items<P extends PagedPath>(path: P, input: Input<'get', P>): AsyncGenerator<ItemOf<P>> {
    return itemsOfPages(
      (query) => call('get', path, { ...(input as Given), query } as Input<'get', P>),
      (input as Given).query,
    );
  }

  return { call, items };
}

const isOfEvents = (path: string): boolean => ['/api/v1/events', '/api/v1/events/batch'].includes(path);

const filled = (path: string, names: object = {}): string =>
  Object.entries(names).reduce((at, [name, value]) => at.replace(`{${name}}`, encodeURIComponent(String(value))), path);

function queryOf(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
