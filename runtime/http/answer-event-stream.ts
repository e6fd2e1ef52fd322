import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keepDoing } from '../keep-doing.ts';
import { tokenExpired } from './access-token.ts';
import { Problem, problemOf } from './problem.ts';

/** One server-sent event. A client that connects again sends the last `id` it has. An `id` without `data` is kept by the client, and shown to nobody. */
export type ServerEvent = { id?: string; event?: string; data?: unknown };

/** Proxies end a connection on which nothing moves, often after 30 or 60 s. */
const heartbeatMs = 15_000;
/** How long a client has to read the last event of a server that closes. */
const farewellMs = 1_000;

export type EventSource = (signal: AbortSignal) => AsyncIterable<ServerEvent>;

export type EventStreamOptions = {
  heartbeatMs?: number;
  /** Called once, when the stream has ended for whatever reason. */
  onEnd?: () => void;
};

/**
 * Answers with server-sent events until `events` ends or throws, the client disconnects, the server closes, or the caller's access token expires;
 * then it aborts the signal. It takes the next event only when the client has read those before it. If it was not the client who ended
 * the stream, nor the end of `events`, a last event `end` has the status and detail of the problem that a new request would now be answered with.
 */
export function answerEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  events: EventSource,
  options: EventStreamOptions = {},
): FastifyReply {
  const { caller, server } = request;
  const ended = new AbortController();
  const body = new PassThrough();
  const beat = keepDoing(() => body.writableNeedDrain || body.write(':\n\n'), {
    everyMs: options.heartbeatMs ?? heartbeatMs,
    onError: (error) => body.destroy(error as Error),
  });
  const end = (why?: Problem) => {
    if (ended.signal.aborted) return;
    ended.abort();
    void beat.close();
    clearTimeout(expiry);
    server.closing.removeEventListener('abort', close);
    if (why !== undefined) body.write(frameOf({ event: 'end', data: { status: why.status, detail: why.message } }));
    body.end();
    options.onEnd?.();
  };
  const fail = (error: unknown) => {
    const { problem, isOurs } = problemOf(error);
    if (isOurs) request.log.warn({ err: problem.cause ?? error, reqId: request.id }, 'an event stream broke off');
    end(problem);
  };
  const close = () => {
    end(new Problem(503, 'This server ends: connect again.'));
    // A client that does not read would hold the server up.
    const farewell = setTimeout(() => reply.raw.destroy(), farewellMs);
    reply.raw.once('close', () => clearTimeout(farewell));
  };
  const expiry =
    caller.kind === 'admin'
      ? setTimeout(() => end(tokenExpired()), caller.expiresAt.getTime() - Date.now())
      : undefined;
  body.once('close', () => end());
  server.closing.addEventListener('abort', close);

  if (server.closing.aborted) close();
  else if (request.method === 'HEAD') end();
  else void pump(events(ended.signal), body, ended.signal).then(() => end(), fail);
  return reply.header('x-accel-buffering', 'no').type('text/event-stream').send(body);
}

async function pump(events: AsyncIterable<ServerEvent>, body: PassThrough, signal: AbortSignal): Promise<void> {
  // An empty comment at once, so that the client knows that it is connected.
  body.write(':\n\n');
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      if (!body.write(frameOf(event))) await once(body, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** JSON has no line breaks, so that `data` is one line. */
function frameOf({ id, event, data }: ServerEvent): string {
  const lines = [
    id === undefined ? '' : `id: ${id}\n`,
    event === undefined ? '' : `event: ${event}\n`,
    data === undefined ? '' : `data: ${JSON.stringify(data)}\n`,
  ];
  return `${lines.join('')}\n`;
}
