import type { FastifyRequest } from 'fastify';
import { sha256Text } from '#runtime/sha256.ts';

/** The ETag of what is answered: another one for whatever of it has changed. */
export const tagOf = (answered: object): string => `"${sha256Text(JSON.stringify(answered)).slice(0, 22)}"`;

/** Whether `If-Match` names what is there now; `now` is undefined if nothing is. Without the header anything goes, `*` means whatever is there. */
export function isSeen(request: FastifyRequest, now: object | undefined): boolean {
  const sent = request.headers['if-match'];
  if (sent === undefined) return true;
  const tags = sent.split(',').map((tag) => tag.trim());
  return now !== undefined && (tags.includes('*') || tags.includes(tagOf(now)));
}
