import type { AccessDirectory } from '#domain/access/tenant.ts';
import {
  findProductNeighbours,
  type StrategyOfProducts,
  strategiesOfProducts,
} from '#domain/serving/product-neighbours.ts';
import { findShopperNeighbours } from '#domain/serving/shopper-neighbours.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfTenant } from '#runtime/http/scope-of-request.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  ProductNeighbours,
  ProductNeighboursMeta,
  ProductNeighboursParams,
  productNeighboursQuery,
  ShopperNeighbours,
  ShopperNeighboursParams,
  ShopperNeighboursQuery,
} from '#schemas/http/neighbours.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';
import { createServingStates } from '../../live-models/serving-states.ts';

type Deps = { directory: AccessDirectory; models: LiveModels; now: () => number };

/** What the models that answer put near a product, and near a shopper. Those near a shopper are named, so both want a key that may write, which no page has, or an admin; a key is held to its own space. */
export function neighbourRoutes({ directory, models, now }: Deps): Route[] {
  const states = createServingStates(models);
  const base = { method: 'GET', auth: 'admin_or_key_write', limit: 'read', browsers: 'none' } as const;
  return [
    {
      ...base,
      path: '/api/v1/tenants/:id/items/:productId/neighbours',
      operationId: 'listProductNeighbours',
      summary: 'Products near a product, by the models that answer, before rules and filters',
      tag: 'Recommendations',
      params: ProductNeighboursParams,
      query: productNeighboursQuery(strategiesOfProducts),
      answers: { 200: ProductNeighbours },
      meta: ProductNeighboursMeta,
      async handler(request) {
        const { config } = tenantOf(request, directory, 'read');
        const { productId } = request.params as { productId: string };
        const asked = request.query as { strategy?: StrategyOfProducts; limit?: number };
        const { strategy = strategiesOfProducts[0], limit = defaultNeighbours } = asked;
        const state = await states.of(scopeOfTenant(request, directory, 'read'), now());
        if (state.item(productId) === undefined) throw new Problem(404, unknownProduct(productId));
        const { neighbours, why } = findProductNeighbours(state, productId, { strategy, limit }, config);
        return success(neighbours satisfies ProductNeighbours, { strategy, why });
      },
    },
    {
      ...base,
      path: '/api/v1/tenants/:id/users/:userId/neighbours',
      operationId: 'listShopperNeighbours',
      summary: 'Shoppers whose products are most like those of a shopper, by the models that answer',
      tag: 'Shoppers',
      params: ShopperNeighboursParams,
      query: ShopperNeighboursQuery,
      answers: { 200: ShopperNeighbours },
      async handler(request) {
        const { userId } = request.params as { userId: string };
        const { limit = defaultNeighbours } = request.query as { limit?: number };
        const shards = await models.shardsOf(scopeOfTenant(request, directory, 'read'));
        const neighbours = findShopperNeighbours(shards, userId, limit);
        if (neighbours === null) throw new Problem(404, unknownShopper(userId));
        return success(neighbours satisfies ShopperNeighbours);
      },
    },
  ];
}

const defaultNeighbours = 20;

const unknownProduct = (productId: string): string =>
  `There is no product ${JSON.stringify(productId)} in the catalog: GET /api/v1/catalog lists what is there, PUT /api/v1/catalog/:productId adds it.`;

const unknownShopper = (userId: string): string =>
  `The models know no shopper ${JSON.stringify(userId)}: send an event of theirs by POST /api/v1/events, or look whether it was sent with a key of the other space.`;
