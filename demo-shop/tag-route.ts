import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import type { DemoShopDeps } from './demo-shop.ts';
import { shopRoute } from './page-route.ts';

/** Its first page shows it, and it is the same for everybody. */
const placementId = 'home-trending';

/** GET /demo/tag.json: what a page elsewhere needs to show a widget of the demo shop. The key is the one that stands in each page of the shop. */
export const tagRoute = ({ shop }: DemoShopDeps): Route => ({
  ...shopRoute,
  method: 'GET',
  path: '/demo/tag.json',
  summary: 'The read key and a placement of the demo shop',
  answers: { 200: Type.Unknown() },
  produces: 'application/json',
  async handler(_, reply) {
    const found = shop();
    reply.type('application/json');
    return found.isOpen ? reply.send({ apiKey: found.readKey, placementId }) : reply.status(404).send({});
  },
});
