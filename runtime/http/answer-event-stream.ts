import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keepDoing } from '../keep-doing.ts';

/** One server-sent event. A client that connects again sends the `id` of the last event it has. */
export type ServerEvent = { id?: string; event?: string; data: unknown };

/** Proxies end a connection on which nothing moves, often after 30 or 60 s. */
const heartbeatMs = 15_000;
const maxLastEventIdLength = 1_024;

export type EventSource = (position: { lastEventId: string | null; signal: AbortSignal }) => AsyncIterable<ServerEvent>;

/**
 * Answers with server-sent events until `events` ends, the client disconnects, the server closes, or the caller's access token expires;
 * then it aborts `signal`, and the client connects again by itself. It takes the next event only when the client has read those before it.
 */
export function answerEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  events: EventSource,
  options: { heartbeatMs?: number } = {},
): FastifyReply {
  const { caller, server, headers } = request;
  const ended = new AbortController();
  const body = new PassThrough();
  const end = () => ended.abort();
  const beat = keepDoing(() => body.writableNeedDrain || body.write(':\n\n'), {
    everyMs: options.heartbeatMs ?? heartbeatMs,
    onError: (error) => body.destroy(error as Error),
  });
  const expiry = caller.kind === 'admin' ? setTimeout(end, caller.expiresAt.getTime() - Date.now()) : undefined;
  body.once('close', end);
  server.closing.addEventListener('abort', end);
  ended.signal.addEventListener('abort', () => {
    void beat.close();
    clearTimeout(expiry);
    server.closing.removeEventListener('abort', end);
    body.end();
  });

  const sent = headers['last-event-id'];
  const lastEventId = typeof sent === 'string' && sent.length <= maxLastEventIdLength ? sent : null;
  if (server.closing.aborted || request.method === 'HEAD') end();
  else
    void pump(events({ lastEventId, signal: ended.signal }), body, ended.signal).then(end, (error) =>
      body.destroy(error),
    );
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
  const lines = [id === undefined ? '' : `id: ${id}\n`, event === undefined ? '' : `event: ${event}\n`];
  return `${lines.join('')}data: ${JSON.stringify(data)}\n\n`;
}
