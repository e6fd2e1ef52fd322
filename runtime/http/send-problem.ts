import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemMediaType } from '#schemas/http/problem.ts';
import type { Logger } from '../logger.ts';
import { Problem, problemDocument, problemOf } from './problem.ts';
import { sayOverload } from './say-overload.ts';

export type SendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Answers an error with its problem document, and logs it under the request's id if the fault is ours. */
export function createSendProblem(logger: Logger): SendProblem {
  return (error, request, reply) => {
    const { bodyLimit, config } = request.routeOptions;
    const { problem: found, isOurs } = problemOf(error, bodyLimit);
    if (isOurs) {
      const level = found.status === 503 ? 'warn' : 'error';
      logger[level]({ err: found.cause ?? error, reqId: request.id }, 'a request failed');
    }
    const problem = config?.isOfSender ? sayOverload(found) : found;
    reply.header('x-request-id', request.id);
    for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
    // The rest of the body, which was not read, would be taken for the next request.
    if (problem.status === 413 || problem.status === 408) reply.header('connection', 'close');
    return reply
      .status(problem.status)
      .type(problemMediaType)
      .serializer(JSON.stringify)
      .send(problemDocument(problem, request.url.split('?')[0] ?? '', request.id));
  };
}

const clientErrors: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large: send fewer or shorter ones.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time: send it again.'],
};

/** Answers bytes that are not an HTTP request, if the connection still takes an answer. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = clientErrors[error.code ?? ''] ?? [400, 'This is not an HTTP/1.1 request.'];
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(new Problem(status, detail), '', requestId));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
