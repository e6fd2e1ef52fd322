import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const tag = /^(W\/)?"([^"]*)"$/;

/** Names the version of what is answered as its ETag, and makes a 304 of a GET whose caller has that already. */
export function answerVersion(request: FastifyRequest, reply: FastifyReply, version: number): void {
  const etag = `"${version}"`;
  reply.header('etag', etag);
  const known = tagsOf(request.headers['if-none-match']).map((one) => one.replace(/^W\//, ''));
  if (request.method === 'GET' && (known.includes(etag) || known.includes('*'))) reply.status(304);
}

/**
 * The versions that `If-Match` names; `any` for `*`, null where there is no such header. A weak tag names none: RFC 9110 compares strongly here.
 * What is no tag at all is a 400.
 */
export function versionsWanted(request: FastifyRequest): readonly number[] | 'any' | null {
  const sent = request.headers['if-match'];
  if (sent === undefined) return null;
  const tags = tagsOf(sent);
  if (tags.length === 1 && tags[0] === '*') return 'any';
  if (!tags.every((one) => tag.test(one)))
    throw new Problem(400, 'If-Match must be the ETag of the version that you have seen, such as "3".');
  return tags.flatMap((one) => {
    const [, weak, version = ''] = tag.exec(one) ?? [];
    return weak === undefined && /^\d{1,10}$/.test(version) ? [Number(version)] : [];
  });
}

const tagsOf = (sent: string | undefined): string[] => (sent ?? '').split(',').map((one) => one.trim());
