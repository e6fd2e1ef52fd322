import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { openApiDocument } from '#schemas/openapi.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createAnswerDeadline } from './answer-deadline.ts';
import { type AuthenticationOptions, createAuthentication } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { createRequestCheck } from './check-request.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { isEnvelope } from './envelope.ts';
import { type IdempotencyStore, runOnce } from './idempotency.ts';
import { createAnswerMeter } from './measure-answers.ts';
import { parseJson } from './parse-json.ts';
import { Problem } from './problem.ts';
import { createRateLimit, type TakeRequest } from './rate-limit.ts';
import { registerReference } from './reference.ts';
import type { Route } from './route.ts';
import { readSecurityHeaders } from './security-headers.ts';
import { answerClientError, createSendProblem } from './send-problem.ts';
import { createUnknownPath } from './unknown-path.ts';

export type ServerOptions = AuthenticationOptions & {
  routes: readonly Route[];
  logger: Logger;
  metrics: Metrics;
  /** Remembers admins' writes that carry an `Idempotency-Key`; the header means nothing where it is left out. */
  idempotency?: IdempotencyStore;
  /** Counts requests together with other processes; in this one alone where it is left out. */
  takeRequest?: TakeRequest | undefined;
  /** Addresses of proxies in front of us, whose X-Forwarded-For is believed. */
  trustProxy?: boolean | string;
};

const defaultBodyLimitBytes = 256 << 10;
const headersTimeoutMs = 20_000;

/** A connection on which nothing moves for so long is dropped, a stalled stream's too. */
const idleTimeoutMs = 120_000;
const keepAliveMs = 72_000;
/** 256 characters of an id, each of at most 4 bytes, percent-encoded. */
const maxParamLength = 256 * 4 * 3;
const requestIdPattern = /^[\w.:-]{8,100}$/;

/**
 * One HTTP server from routes tables: it authenticates, limits, checks, answers with the envelope or problem details, and
 * counts. /openapi.json and /reference are made from the same routes. The caller listens and closes: `close` takes no more
 * connections, and resolves when what was begun is answered.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const sendProblem = createSendProblem(options.logger);
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: defaultBodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: idleTimeoutMs,
    // Node's own would end streams as well, which take as long as they have lines: see answer-deadline.ts.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: options.trustProxy ?? false,
    genReqId,
    // A child a request would pass its id through redaction: 5 % of a core. Who logs in a request names `reqId`.
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    http: { headersTimeout: headersTimeoutMs },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerClientError,
  }) as unknown as FastifyInstance;
  app.decorateRequest('caller', null as never);
  app.decorateRequest('idempotency', null);
  app.setErrorHandler(sendProblem);
  readBodies(app);
  giveHeaders(app);
  answerUnknownPaths(app, options);
  app.options('/*', answerPreflight);
  registerRoutes(app, options);
  registerReference(
    app,
    openApiDocument(options.routes, {
      title: 'RecomEngine',
      version: '1',
      description: 'Product recommendations fed by live behaviour.',
    }),
  );
  return app;
}

function genReqId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const own = headers['x-request-id'];
  return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
}

function readBodies(app: FastifyInstance): void {
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
}

function giveHeaders(app: FastifyInstance): void {
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
}

function answerUnknownPaths(app: FastifyInstance, { routes, metrics }: ServerOptions): void {
  const unknownPath = createUnknownPath(routes);
  const meter = createAnswerMeter(metrics, '(any)', '(none)');
  app.setNotFoundHandler(async (request, reply) => {
    const problem = unknownPath(request.method, request.url.split('?')[0] ?? '');
    meter(problem.status, reply.elapsedTime);
    throw problem;
  });
}

function registerRoutes(app: FastifyInstance, options: ServerOptions): void {
  const { routes, metrics, logger, idempotency } = options;
  const authenticate = createAuthentication(options);
  const rateLimit = createRateLimit(options.takeRequest);
  const deadline = createAnswerDeadline(app);
  for (const route of routes) {
    const check = createRequestCheck(route);
    const meter = createAnswerMeter(metrics, route.method, route.path);
    const isStream = route.bodyReader === 'stream';

    /** Before the body is read: who may not, or may not now, need not send it. */
    const admit = (request: FastifyRequest, reply: FastifyReply, caller: Caller): void | Promise<void> => {
      request.caller = caller;
      allowOrigin(request, reply);
      const counted = route.limit === 'none' ? undefined : rateLimit(request, reply, route.limit);
      if (counted !== undefined) return counted.then(() => refuseMediaType(request, isStream));
      refuseMediaType(request, isStream);
    };
    app.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimitBytes === undefined ? {} : { bodyLimit: route.bodyLimitBytes }),
      onRequest: (request, reply, done) => {
        if (!isStream) deadline.begin(request, reply);
        try {
          const caller = authenticate(request, route.auth);
          // Without a promise wherever there is nothing to wait for: this is in the way of every event.
          const admitted =
            caller instanceof Promise
              ? caller.then((known) => admit(request, reply, known))
              : admit(request, reply, caller);
          if (admitted !== undefined) {
            admitted.then(() => done(), done);
            return;
          }
        } catch (error) {
          done(error as Error);
          return;
        }
        done();
      },
      handler: async (request, reply) => {
        check(request);
        const run = () => route.handler(request, reply);
        const answer = await (idempotency === undefined ? run() : runOnce(idempotency, request, reply, run));
        if (isEnvelope(answer)) answer.meta.requestId = request.id;
        return answer;
      },
      onResponse: (request, reply, done) => {
        deadline.end(request);
        meter(reply.statusCode, reply.elapsedTime);
        if (logger.isLevelEnabled('debug')) {
          const { method, path } = route;
          logger.debug(
            { reqId: request.id, method, path, status: reply.statusCode, ms: reply.elapsedTime },
            'answered',
          );
        }
        done();
      },
    });
  }
}

function refuseMediaType({ headers }: FastifyRequest, isStream: boolean): void {
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  const isLines = type?.split(';')[0]?.trim().toLowerCase() === 'application/x-ndjson';
  if (isStream && !isLines) throw new Problem(415, 'Send one JSON event a line: Content-Type: application/x-ndjson.');
  if (!isStream && isLines) throw new Problem(415, 'This media type is not taken here: send application/json.');
  if (!isStream && encoding !== undefined && encoding !== 'identity')
    throw new Problem(415, `Content-Encoding ${encoding} is not taken here: send the body as it is.`);
}
