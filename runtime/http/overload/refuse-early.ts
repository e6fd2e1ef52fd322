import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { problemMediaType } from '#schemas/http/problem.ts';
import { keepDoing } from '../../keep-doing.ts';
import { sentKey } from '../authenticate.ts';
import { isOriginAllowed, readableBy } from '../cors.ts';
import { requestIdOf } from '../create-fastify.ts';
import { createAnswerMeter } from '../measure-answers.ts';
import type { Patience } from '../patience.ts';
import { problemDocument } from '../problem.ts';
import type { RouteOptions } from '../register-route.ts';
import type { Route, RouteAuth } from '../route.ts';
import { createRefusals } from './refusals.ts';

declare module 'node:http' {
  interface IncomingMessage {
    /** What was decided about it before it came to its route, which then need not ask again. */
    verdict?: 'take' | 'hurry' | undefined;
  }
}

type Options = Pick<RouteOptions, 'directory' | 'logger' | 'metrics' | 'noteAnswer' | 'overload'>;
type EarlyRoute = {
  tryRefuse(request: IncomingMessage, response: ServerResponse, origin: string | undefined): boolean;
};

/** Those whose key is in a header. Others, such as beacons and senders of other software, are refused on their way through the server. */
const keyAuths: ReadonlySet<RouteAuth> = new Set<RouteAuth>(['key_read', 'key_write', 'admin_or_key_write']);
const standInId = 'stand-in-of-the-request-id';
const leastToSweep = 256;

/**
 * While requests are refused, answers them before the server's own steps begin, as these would answer: whatever is not plainly a known key's request at the exact path of a route goes on to them. It takes less than half of
 * the time of a refusal there, and what refusals take is missing for work.
 */
export function refuseEarly(
  app: FastifyInstance,
  routes: readonly Route[],
  options: Options,
  { answerMs, sweepMs }: Pick<Patience, 'answerMs' | 'sweepMs'>,
  securityHeaders: () => Record<string, string>,
): void {
  const { overload } = options;
  if (overload === undefined) return;
  const arriving = watchArriving(app, answerMs, sweepMs);
  const byTarget = new Map<string, EarlyRoute>();
  for (const route of routes)
    if (route.load !== undefined && keyAuths.has(route.auth) && !/[:*]/.test(route.path))
      byTarget.set(
        `${route.method} ${route.path}`,
        createEarlyRoute(route, route.load, { ...options, overload }, arriving, securityHeaders),
      );
  const handlers = app.server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (overload.isRefusing && !app.closing.aborted) {
      const { method, url = '', headers } = request;
      const queryAt = url.indexOf('?');
      const route = byTarget.get(`${method} ${queryAt === -1 ? url : url.slice(0, queryAt)}`);
      if (route?.tryRefuse(request, response, headers.origin) === true) return;
    }
    for (const handle of handlers) handle(request, response);
  });
}

function createEarlyRoute(
  route: Route,
  load: NonNullable<Route['load']>,
  { directory, logger, metrics, noteAnswer, overload }: Options & { overload: NonNullable<Options['overload']> },
  arriving: { watch(request: IncomingMessage): void },
  securityHeaders: () => Record<string, string>,
): EarlyRoute {
  const needsWrite = route.auth !== 'key_read';
  const { method, path } = route;
  const meter = createAnswerMeter(metrics, method, path);
  const nextRefusal = createRefusals(metrics.requestsRefused.labels({ load }));
  let fixed: string[] | undefined;
  const fixedHeaders = () => [
    ...Object.entries({ ...securityHeaders(), ...(method === 'GET' ? { 'cache-control': 'no-store' } : {}) }).flat(),
    'content-type',
    problemMediaType,
  ];
  /** The document of each refusal, before and after the request's id. */
  const documents = new Map<unknown, readonly [string, string]>();

  const refuse = (request: IncomingMessage, response: ServerResponse, origin: string | undefined): void => {
    const refusal = nextRefusal();
    let document = documents.get(refusal);
    if (document === undefined) {
      const [before = '', after = ''] = JSON.stringify(problemDocument(refusal, path, standInId)).split(standInId);
      document = [before, after];
      documents.set(refusal, document);
    }
    fixed ??= fixedHeaders();
    const id = requestIdOf(request);
    // All of it is ASCII, the id too.
    const body = document[0] + id + document[1];
    const headers = [...fixed, 'x-request-id', id, 'content-length', String(body.length)];
    for (const name in refusal.headers) headers.push(name, refusal.headers[name] as string);
    const readable = readableBy(route, origin);
    for (const name in readable) headers.push(name, readable[name] as string);
    response.writeHead(refusal.status, headers).end(body);
    arriving.watch(request);
  };

  return {
    tryRefuse(request, response, origin) {
      const sent = sentKey(request.headers);
      const found = sent === null ? undefined : directory.authenticateKey(sent);
      if (found === undefined || !found.ok || (needsWrite && found.key.permissions !== 'read_write')) return false;
      if (!isOriginAllowed(route, origin, found.tenant)) return false;
      const begunMs = performance.now();
      const verdict = overload.judge(found.key.tenantId, load);
      if (verdict !== 'refuse') {
        request.verdict = verdict;
        return false;
      }
      refuse(request, response, origin);
      const tookMs = performance.now() - begunMs;
      meter(response.statusCode, tookMs);
      noteAnswer?.(found.key, response.statusCode);
      if (logger.isLevelEnabled('debug'))
        logger.debug({ method, path, status: response.statusCode, ms: tookMs }, 'answered');
      return true;
    },
  };
}

/** Drops connections on which the rest of a body takes too long that is answered already. */
function watchArriving(app: FastifyInstance, answerMs: number, sweepMs: number) {
  let watched: { request: IncomingMessage; endMs: number }[] = [];
  let sweepAt = leastToSweep;
  const sweep = (): void => {
    const nowMs = performance.now();
    watched = watched.filter(({ request, endMs }) => {
      if (request.complete || request.socket.destroyed) return false;
      if (endMs > nowMs) return true;
      request.socket.destroy();
      return false;
    });
    sweepAt = Math.max(leastToSweep, 2 * watched.length);
  };
  const sweeping = keepDoing(sweep, {
    everyMs: sweepMs,
    onError: (error) => app.log.error({ err: error }, 'connections of refused requests could not be ended'),
  });
  app.addHook('onClose', sweeping.close);
  return {
    watch(request: IncomingMessage): void {
      if (request.complete) return;
      watched.push({ request, endMs: performance.now() + answerMs });
      if (watched.length >= sweepAt) sweep();
    },
  };
}
