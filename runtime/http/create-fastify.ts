import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from '../logger.ts';
import { answerClientError, type SendProblem } from './send-problem.ts';

const defaultBodyLimitBytes = 256 << 10;
const headersTimeoutMs = 20_000;
/** A connection on which nothing moves for so long is dropped, a stalled stream's too. */
const idleTimeoutMs = 120_000;
const keepAliveMs = 72_000;
/** 256 characters of an id, each of at most 4 bytes, percent-encoded. */
const maxParamLength = 256 * 4 * 3;
const requestIdPattern = /^[\w.:-]{8,100}$/;

/** Fastify with our limits and ids, and nothing on it yet. */
export function createFastify(logger: Logger, sendProblem: SendProblem, trustProxy: boolean | string): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: defaultBodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: idleTimeoutMs,
    // Node's own would end streams as well, which take as long as they have lines: see answer-deadline.ts.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy,
    genReqId,
    // A child a request would pass its id through redaction: 5 % of a core. Who logs in a request names `reqId`.
    childLoggerFactory: (parent) => parent,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    http: { headersTimeout: headersTimeoutMs },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerClientError,
  }) as unknown as FastifyInstance;
}

function genReqId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const own = headers['x-request-id'];
  return typeof own === 'string' && requestIdPattern.test(own) ? own : randomUUID();
}
