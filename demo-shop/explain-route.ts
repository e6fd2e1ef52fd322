import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import type { DemoShopDeps } from './demo-shop.ts';
import { shopRoute } from './page-route.ts';
import { shopApiOf } from './shop-api.ts';

/**
 * GET /demo/behind/explain: the same question that the tag has asked, asked again with the evidence. That takes a write key, so the shop's server asks. A shop for
 * real shoppers would not show them this.
 */
export const explainRoute = ({ shop }: DemoShopDeps): Route => ({
  ...shopRoute,
  method: 'GET',
  path: '/demo/behind/explain',
  summary: 'The evidence behind an answer of the demo shop',
  query: Type.Object({}, { additionalProperties: Type.Unknown() }),
  answers: { 200: Type.Unknown() },
  produces: 'application/json',
  async handler(request, reply) {
    const found = shop();
    if (!found.isOpen) return reply.status(404).type('application/json').send({ data: [] });
    const { status, json } = await shopApiOf(found).explain(new URL(request.url, found.apiUrl).searchParams);
    return reply.status(status).type('application/json').send(json);
  },
});
