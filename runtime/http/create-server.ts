import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#schemas/openapi.ts';
import type { Metrics } from '../metrics.ts';
import { keepAnswerDeadline } from './answer-deadline.ts';
import { announceClosing } from './closing.ts';
import { createPreflight } from './cors.ts';
import { createFastify } from './create-fastify.ts';
import { createAnswerMeter } from './measure-answers.ts';
import { readBodies } from './media-types.ts';
import { refuseEarly } from './overload/refuse-early.ts';
import { defaultPatience, type Patience, tellPatience } from './patience.ts';
import { referenceRoutes } from './reference.ts';
import { refuseResolvedPaths } from './refuse-resolved-paths.ts';
import { createRegisterRoute, type RouteOptions } from './register-route.ts';
import type { Route } from './route.ts';
import { readSecurityHeaders } from './security-headers.ts';
import { createSendProblem } from './send-problem.ts';
import { createUnknownPath } from './unknown-path.ts';

export type ServerOptions = RouteOptions & {
  routes: readonly Route[];
  /** How many proxies of ours are in front: the client's address is that many from the end of X-Forwarded-For, whatever a client wrote before. 0: the peer's address. */
  trustedProxies?: number;
  /** Other times than those of `defaultPatience`. */
  patience?: Partial<Patience> | undefined;
};

/**
 * Makes one HTTP server of routes tables; /openapi.json and /reference are made of the same routes. The caller listens and closes:
 * `close` takes no more connections, ends event streams, and resolves when every request that has begun is answered.
 *
 * What happens to a request: it gets its id and headers, then the steps of its route (register-route.ts), or the answer to a
 * preflight or to an unknown path. An error that is thrown on the way is answered as a problem.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { logger, metrics, trustedProxies = 0 } = options;
  const sendProblem = createSendProblem(logger);
  const documented = () => routes.filter(({ isDocumented = true }) => isDocumented);
  const routes: readonly Route[] = [...options.routes, ...referenceRoutes(() => openApiDocument(documented()))];

  const patience = { ...defaultPatience, ...options.patience };
  const app = createFastify(logger, sendProblem, trustedProxies, patience);
  tellPatience(app, patience);
  app.setErrorHandler(sendProblem);
  readBodies(app);
  const securityHeaders = giveHeaders(app);
  refuseResolvedPaths(app);
  announceClosing(app);
  keepAnswerDeadline(app, patience);
  app.options('/*', createPreflight(routes));
  answerUnknownPaths(app, routes, metrics);
  routes.forEach(createRegisterRoute(app, options));
  refuseEarly(app, routes, options, patience, securityHeaders);
  return app;
}

/** Returns what tells them as soon as the server listens. */
function giveHeaders(app: FastifyInstance): () => Record<string, string> {
  let securityHeaders: Record<string, string> = {};
  app.addHook('onReady', async () => {
    securityHeaders = await readSecurityHeaders();
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    reply.header('x-request-id', request.id);
    if (request.method === 'GET') reply.header('cache-control', 'no-store');
    done();
  });
  return () => securityHeaders;
}

/** Before a body is read: who is at a path that is not there need not send one. */
function answerUnknownPaths(app: FastifyInstance, routes: readonly Route[], metrics: Metrics): void {
  const unknownPath = createUnknownPath(routes);
  const meter = createAnswerMeter(metrics, '(any)', '(none)');
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const problem = unknownPath(request.method, request.url.split('?')[0] ?? '');
    meter(problem.status, reply.elapsedTime);
    done(problem);
  });
}
