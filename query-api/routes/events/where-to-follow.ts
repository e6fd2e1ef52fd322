import type { FastifyRequest } from 'fastify';
import { beforeAllEvents, type EventCursor, isReachable, parseCursor } from '#domain/events/event-cursor.ts';
import { Problem } from '#runtime/http/problem.ts';

/** Returns where a follower begins: behind its `Last-Event-ID`, else behind all that is loaded now. Throws a 400 if the id is none of ours. */
export function whereToFollow({ headers }: FastifyRequest, loaded: readonly EventCursor[]): EventCursor {
  const sent = headers['last-event-id'];
  if (sent === undefined || sent === '') return loaded.at(-1) ?? beforeAllEvents;
  const cursor = typeof sent === 'string' ? parseCursor(sent) : null;
  if (cursor === null || !isReachable(cursor, loaded))
    throw new Problem(400, 'Last-Event-ID is no id of this stream: leave it out, and the stream begins now.', {
      errors: [
        {
          path: '/Last-Event-ID',
          message:
            'Send the last `id` that this stream has sent in the header `Last-Event-ID`, or leave the header out.',
          code: 'unknown_id',
        },
      ],
    });
  return cursor;
}

/** Parameters of a page, which an endless stream has none of. */
const ofPages = ['limit', 'offset', 'after', 'to'];

/** Throws a 400 if a question names what makes no sense for a stream. */
export function refuseWithFollow({ url }: FastifyRequest): void {
  const { searchParams } = new URL(url, 'http://localhost');
  const errors = ofPages
    .filter((name) => searchParams.has(name))
    .map((name) => ({
      path: `/${name}`,
      message: `Leave \`${name}\` out: a stream has no pages and no end.`,
      code: 'not_with_follow',
    }));
  if (errors.length > 0) throw new Problem(400, 'The request is not valid: see errors.', { errors });
}
