import type { Route } from '#runtime/http/route.ts';
import { CatalogPending } from '#schemas/http/catalog.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import { answerWrite, productIdOf } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';

/** DELETE /catalog/:productId */
export function deleteItem(parts: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'DELETE',
    path: `${surface.path}/:productId`,
    auth: surface.auth.write,
    limit: 'write',
    summary: 'Delete an item; 404 if there is none',
    tag: 'Catalog',
    params: surface.itemParams,
    query: surface.query,
    answers: { 202: CatalogPending, 204: null },
    async handler(request, reply) {
      const scope = surface.scopeOf(request, 'write');
      const productId = productIdOf(request);
      const [outcome] = await orUnavailable(parts.changeCatalog(scope, [{ op: 'delete', productId }]));
      return answerWrite(reply, parts, scope, productId, outcome);
    },
  };
}
