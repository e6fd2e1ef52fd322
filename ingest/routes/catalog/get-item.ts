import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tagOf } from '#runtime/http/tagged.ts';
import { CatalogItemView } from '#schemas/http/catalog.ts';
import { readItem } from '#stores/catalog/read-items.ts';
import { itemView } from '../../catalog/item-view.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import { noSuchItem, productIdOf } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';

/** GET /catalog/:productId */
export function getItem({ database }: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'GET',
    path: `${surface.path}/:productId`,
    auth: surface.auth.read,
    limit: 'read',
    operationId: `get${surface.owner}CatalogItem`,
    summary: 'Read one item',
    tag: 'Catalog',
    isTagged: true,
    params: surface.itemParams,
    query: surface.query,
    answers: { 200: CatalogItemView },
    async handler(request, reply) {
      const productId = productIdOf(request);
      const row = await orUnavailable(readItem(database, surface.scopeOf(request, 'read'), productId));
      if (row === undefined) throw noSuchItem(productId);
      const item = itemView(row);
      reply.header('etag', tagOf(item));
      return success(item);
    },
  };
}
