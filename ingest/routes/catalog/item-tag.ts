import type { FastifyRequest } from 'fastify';
import { Problem } from '#runtime/http/problem.ts';
import { isSeen, tagOf } from '#runtime/http/tagged.ts';
import type { CatalogItemView } from '#schemas/http/catalog.ts';

/** Throws a 412 if `If-Match` names none of what the item is now; `item` is undefined if there is none. */
export function checkSeen(request: FastifyRequest, item: CatalogItemView | undefined): void {
  if (isSeen(request, item)) return;
  if (item === undefined) throw new Problem(412, 'This product was deleted since you read it: nothing was changed.');
  throw new Problem(412, 'This product was changed since you read it, and nothing was changed now: read it again.', {
    headers: { etag: tagOf(item) },
  });
}
