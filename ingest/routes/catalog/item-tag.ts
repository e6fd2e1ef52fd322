import type { FastifyRequest } from 'fastify';
import { Problem } from '#runtime/http/problem.ts';
import { sha256Text } from '#runtime/sha256.ts';
import type { CatalogItemView } from '#schemas/http/catalog.ts';

/** The ETag of an item: another one for whatever of it has changed. */
export const tagOf = (item: CatalogItemView): string => `"${sha256Text(JSON.stringify(item)).slice(0, 22)}"`;

/**
 * Throws a 412 if `If-Match` names none of what the item is now; `item` is undefined if there is none. Without the header anything goes. `*` means any item that is there.
 */
export function checkSeen(request: FastifyRequest, item: CatalogItemView | undefined): void {
  const sent = request.headers['if-match'];
  if (sent === undefined) return;
  const tags = sent.split(',').map((tag) => tag.trim());
  if (item !== undefined && (tags.includes('*') || tags.includes(tagOf(item)))) return;
  if (item === undefined) throw new Problem(412, 'This product was deleted since you read it: nothing was changed.');
  throw new Problem(412, 'This product was changed since you read it, and nothing was changed now: read it again.', {
    headers: { etag: tagOf(item) },
  });
}
