import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Bagged, createBag } from '../bag.ts';
import { keepDoing } from '../keep-doing.ts';
import type { Patience } from './patience.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the handler reads the body itself, for as long as the client sends. */
    isEndless?: boolean;
  }
  interface FastifyRequest {
    /** By when it has to be answered, and to have arrived; null if there is no such time. */
    deadline: Deadline | null;
  }
}

type Deadline = Bagged & { request: FastifyRequest; reply: FastifyReply; endMs: number };

/**
 * Answers 408 to requests that take too long to arrive or to be answered, on every path, and drops connections on which the rest of a body takes too long that is answered already: who was refused would else hold
 * a connection with a byte now and then. One timer serves all of them: Fastify's handlerTimeout, a timer and an AbortController each, costs a quarter of the requests a core can answer (16,500/s against 12,000/s).
 */
export function keepAnswerDeadline(
  app: FastifyInstance,
  { answerMs, sweepMs }: Pick<Patience, 'answerMs' | 'sweepMs'>,
  now: () => number = () => performance.now(),
): void {
  const running = createBag<Deadline>();
  const begin = (request: FastifyRequest, reply: FastifyReply) => {
    request.deadline = { placeInBag: -1, request, reply, endMs: now() + answerMs };
    running.put(request.deadline);
  };
  const end = (deadline: Deadline) => {
    running.take(deadline);
    deadline.request.deadline = null;
  };
  const isArriving = ({ raw }: FastifyRequest) => !raw.complete && !raw.socket.destroyed;
  const endLate = () => {
    const nowMs = now();
    for (const deadline of running.items.filter(({ endMs }) => endMs <= nowMs)) {
      const { request, reply } = deadline;
      end(deadline);
      if (reply.raw.writableFinished) {
        if (isArriving(request)) request.raw.socket.destroy();
      } else if (!reply.raw.headersSent && !reply.raw.destroyed)
        // An answer that has begun, such as a stream, goes on: if it stalls, the connection's timeout ends it.
        reply.send(new Problem(408, 'The request did not arrive in time, or took too long: send it again.'));
    }
  };
  const sweeping = keepDoing(endLate, {
    everyMs: sweepMs,
    onError: (error) => app.log.error({ err: error }, 'requests that take too long could not be ended'),
  });
  app.addHook('onClose', sweeping.close);
  app.decorateRequest('deadline', null);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.isEndless !== true) begin(request, reply);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { deadline } = request;
    if (isArriving(request)) {
      if (deadline === null) begin(request, reply);
    } else if (deadline !== null) end(deadline);
    done();
  });
}
