import type { Route } from '#runtime/http/route.ts';
import { CatalogItemBody, CatalogItemMeta, CatalogItemView, CatalogPending } from '#schemas/http/catalog.ts';
import { itemOf } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';
import { writeItem } from './write-item.ts';

/** POST /catalog: adds an item that is not there yet. */
export function postItem(parts: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'POST',
    path: surface.path,
    auth: surface.auth.write,
    limit: 'write',
    operationId: `create${surface.owner}CatalogItem`,
    summary: 'Add an item; 409 if it exists',
    tag: 'Catalog',
    params: surface.params,
    query: surface.query,
    body: CatalogItemBody,
    bodyReader: 'handler',
    answers: { 201: CatalogItemView, 202: CatalogPending },
    meta: CatalogItemMeta,
    async handler(request, reply) {
      const scope = surface.scopeOf(request, 'write');
      const { item, notes } = itemOf(request.body);
      return writeItem(parts, request, reply, scope, { op: 'create', item }, notes);
    },
  };
}
