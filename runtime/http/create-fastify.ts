import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from '../logger.ts';
import type { Patience } from './patience.ts';
import { answerClientError, type SendProblem } from './send-problem.ts';

const defaultBodyLimitBytes = 256 << 10;
const keepAliveMs = 72_000;
/** 256 characters of an id, each of at most 4 bytes, percent-encoded. */
const maxParamLength = 256 * 4 * 3;
const requestIdPattern = /^[\w.:-]{8,100}$/;

/** Returns a Fastify with our limits and request ids, and no routes yet. */
export function createFastify(
  logger: Logger,
  sendProblem: SendProblem,
  trustedProxies: number,
  { headersMs, idleMs, sweepMs }: Patience,
): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: defaultBodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: idleMs,
    // Node's own timeout would also end streams, which take as long as they have lines; answer-deadline.ts has ours.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: trustedProxies === 0 ? false : (_, hop) => hop < trustedProxies,
    genReqId: requestIdOf,
    // A child logger for each request would send its id through redaction: 5 % of a core. Code that logs about a request names `reqId` itself.
    childLoggerFactory: (parent) => parent,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    http: { headersTimeout: headersMs, connectionsCheckingInterval: sweepMs },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerClientError,
  }) as unknown as FastifyInstance;
}

/** The id that a request brings, if it may be one, else a new one. */
export function requestIdOf({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const own = headers['x-request-id'];
  return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
}
