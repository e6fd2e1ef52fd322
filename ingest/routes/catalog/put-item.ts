import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { CatalogItemMeta, CatalogItemView, CatalogPending, PutCatalogItemBody } from '#schemas/http/catalog.ts';
import { itemOf, productIdOf } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';
import { writeItem } from './write-item.ts';

/** PUT /catalog/:productId: creates the item, or replaces all of it. */
export function putItem(parts: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'PUT',
    path: `${surface.path}/:productId`,
    auth: surface.auth.write,
    limit: 'write',
    operationId: `put${surface.owner}CatalogItem`,
    summary: 'Create or replace an item',
    tag: 'Catalog',
    isTagged: true,
    params: surface.itemParams,
    query: surface.query,
    body: PutCatalogItemBody,
    bodyReader: 'handler',
    answers: { 200: CatalogItemView, 201: CatalogItemView, 202: CatalogPending },
    meta: CatalogItemMeta,
    async handler(request, reply) {
      const scope = surface.scopeOf(request, 'write');
      const productId = productIdOf(request);
      const { item, notes } = itemOf(withProductId(request.body, productId));
      if (item.productId !== productId.trim()) throw otherProduct(item.productId);
      return writeItem(parts, request, reply, scope, { op: 'put', item }, notes);
    },
  };
}

function withProductId(body: unknown, productId: string): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { productId, ...body } : body;
}

function otherProduct(productId: string): Problem {
  const message = `The body is about product ${JSON.stringify(productId)}, the path about another: leave it out of the body.`;
  return new Problem(400, message, { errors: [{ path: '/productId', message, code: 'mismatch' }] });
}
