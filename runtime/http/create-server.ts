import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { openApiDocument } from '#schemas/openapi.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { type AuthenticationOptions, createAuthentication } from './authenticate.ts';
import { createRequestCheck } from './check-request.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { isEnvelope } from './envelope.ts';
import { parseJson } from './parse-json.ts';
import { Problem, problemDocument, problemOf } from './problem.ts';
import { createRateLimit } from './rate-limit.ts';
import { registerReference } from './reference.ts';
import type { Route } from './route.ts';

export type ServerOptions = AuthenticationOptions & {
  routes: readonly Route[];
  logger: Logger;
  metrics: Metrics;
  /** Addresses of proxies in front of us, whose X-Forwarded-For is believed. */
  trustProxy?: boolean | string;
};

const defaultBodyLimitBytes = 256 << 10;
/** A stream may take as long as it has lines; everything else is over by then. */
const headersTimeoutMs = 20_000;
const keepAliveMs = 72_000;
const requestIdPattern = /^[\w.:-]{8,100}$/;

/**
 * One HTTP server from routes tables: it authenticates, limits, checks, answers with the envelope or problem details, and
 * counts. /openapi.json and /reference are made from the same routes. The caller listens and closes.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { routes, logger, metrics } = options;
  const authenticate = createAuthentication(options);
  const rateLimit = createRateLimit();
  const app = Fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    bodyLimit: defaultBodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: 0,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    trustProxy: options.trustProxy ?? false,
    genReqId: (raw) => {
      const own = raw.headers['x-request-id'];
      return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_024 },
    http: { headersTimeout: headersTimeoutMs },
  }) as unknown as FastifyInstance;

  app.decorateRequest('caller', null as never);
  app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  app.register(cookie);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(text as string));
    } catch (error) {
      done(error as Error);
    }
  });
  // Left unread: the handler streams it.
  app.addContentTypeParser('application/x-ndjson', (_request, _payload, done) => done(null, undefined));

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? '(none)';
    metrics.httpRequests.labels({ method: request.method, path, status: String(reply.statusCode) }).inc();
    metrics.httpDurationMs.labels({ method: request.method, path }).observe(reply.elapsedTime);
    metrics.countAnswer(reply.statusCode, Date.now());
    logger.debug(
      { reqId: request.id, method: request.method, path, status: reply.statusCode, ms: reply.elapsedTime },
      'answered',
    );
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler(async (request) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = routes.filter((route) => patternOf(route.path).test(path)).map(({ method }) => method);
    if (methods.length > 0) {
      throw new Problem(405, `${request.method} is not taken here: use ${methods.join(' or ')}.`, {
        headers: { allow: methods.join(', ') },
      });
    }
    throw new Problem(404, `There is nothing at ${path}: /reference lists what there is.`);
  });
  app.options('/*', answerPreflight);

  for (const route of routes) {
    const check = createRequestCheck(route);
    const isStream = route.bodyReader === 'stream';
    app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimitBytes === undefined ? {} : { bodyLimit: route.bodyLimitBytes }),
      // Before the body is read: who may not, or may not now, need not send it.
      onRequest: async (request, reply) => {
        request.caller = await authenticate(request, route.auth);
        allowOrigin(request, reply);
        if (route.limit !== 'none') await rateLimit(request, reply, route.limit);
        if (isStream && request.headers['content-type']?.split(';')[0]?.trim() !== 'application/x-ndjson') {
          throw new Problem(415, 'Send one JSON event a line: Content-Type: application/x-ndjson.');
        }
        if (!isStream && request.headers['content-type']?.startsWith('application/x-ndjson')) {
          throw new Problem(415, 'This media type is not taken here: send application/json.');
        }
      },
      handler: async (request, reply) => {
        check(request);
        const answer = await route.handler(request, reply);
        if (isEnvelope(answer)) answer.meta.requestId = request.id;
        return answer;
      },
    });
  }
  const document = openApiDocument(routes, {
    title: 'RecomEngine',
    version: '1',
    description: 'Product recommendations fed by live behaviour.',
  });
  registerReference(app, document);

  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const { problem, isOurs } = problemOf(error);
    if (isOurs)
      logger[problem.status === 503 ? 'warn' : 'error'](
        { err: problem.cause ?? error, reqId: request.id },
        'a request failed',
      );
    for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
    // A body that was not read would be taken for the next request: the connection ends with this answer.
    if (problem.status === 413 || problem.status === 415) reply.header('connection', 'close');
    return reply
      .status(problem.status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(problemDocument(problem, request.url.split('?')[0] ?? '', request.id));
  }
  return app;
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`);
