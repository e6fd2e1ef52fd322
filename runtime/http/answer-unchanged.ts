import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isEnvelope } from './envelope.ts';
import type { Route } from './route.ts';

/**
 * Gives an answer its ETag and how long it may be cached, and makes a 304 of it if the caller has it already. The tag covers
 * `data` alone, since `meta` has the request's id. Answers to a key may be kept in the caller's own cache only.
 */
export function answerUnchanged(route: Route, request: FastifyRequest, reply: FastifyReply, answer: unknown): void {
  if (reply.statusCode !== 200) return;
  const content = isEnvelope(answer) ? JSON.stringify(answer.data) : (answer as string | Buffer);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const isPublic = route.auth === 'public';
  reply.header('etag', etag);
  reply.header('cache-control', `${isPublic ? '' : 'private, '}max-age=${route.maxAgeSeconds}`);
  if (!isPublic) reply.header('vary', 'Origin, Authorization, X-API-Key');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) reply.status(304);
}
