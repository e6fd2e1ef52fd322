import type { FastifyReply, FastifyRequest } from 'fastify';
import { isEnvelope } from './envelope.ts';
import { Problem } from './problem.ts';

const tag = /^(W\/)?"([^"]*)"$/;

/** Names the `version` of what is answered as its ETag, and makes a 304 of a GET whose caller has that already. A deletion leaves none. */
export function answerVersion(request: FastifyRequest, reply: FastifyReply, answer: unknown): void {
  if (!isEnvelope(answer)) return;
  const etag = etagOf((answer.data as { version: number }).version);
  reply.header('etag', etag);
  const known = tagsOf(request.headers['if-none-match']).map((one) => one.replace(/^W\//, ''));
  if (request.method === 'GET' && (known.includes(etag) || known.includes('*'))) reply.status(304);
}

/**
 * The versions that `If-Match` names; `any_saved` for `*`, null if there is no such header. A weak tag names none: RFC 9110 compares strongly here.
 * What is no tag at all is a 400.
 */
export function versionsWanted(request: FastifyRequest): readonly number[] | 'any_saved' | null {
  const sent = request.headers['if-match'];
  if (sent === undefined) return null;
  const tags = tagsOf(sent);
  if (tags.length === 1 && tags[0] === '*') return 'any_saved';
  if (!tags.every((one) => tag.test(one)))
    throw new Problem(400, 'If-Match must be the ETag of the version that you have seen, such as "3".');
  return tags.flatMap((one) => {
    const [, weak, version = ''] = tag.exec(one) ?? [];
    return weak === undefined && /^\d{1,10}$/.test(version) ? [Number(version)] : [];
  });
}

/** What a write is answered whose `If-Match` names other versions than the one that is there. */
export function changedSince(version: number): Problem {
  const etag = etagOf(version);
  const detail =
    version === 0
      ? 'Nothing is saved here, and so no version that If-Match could name: leave it out, or send "0".'
      : `This was changed since you read it, and is at version ${version} now: read it again, and send If-Match: ${etag}.`;
  return new Problem(412, detail, { headers: { etag }, meta: { version } });
}

const etagOf = (version: number): string => `"${version}"`;

const tagsOf = (sent: string | undefined): string[] => (sent ?? '').split(',').map((one) => one.trim());
