import type { Route } from '#runtime/http/route.ts';
import { CatalogPending } from '#schemas/http/catalog.ts';
import { productIdOf } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';
import { writeItem } from './write-item.ts';

/** DELETE /catalog/:productId */
export function deleteItem(parts: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'DELETE',
    path: `${surface.path}/:productId`,
    auth: surface.auth.write,
    limit: 'write',
    operationId: `delete${surface.owner}CatalogItem`,
    summary: 'Delete an item; 404 if there is none',
    tag: 'Catalog',
    isTagged: true,
    params: surface.itemParams,
    query: surface.query,
    answers: { 202: CatalogPending, 204: null },
    async handler(request, reply) {
      const scope = surface.scopeOf(request, 'write');
      const productId = productIdOf(request);
      return writeItem(parts, request, reply, scope, { op: 'delete', productId });
    },
  };
}
