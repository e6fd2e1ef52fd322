import type { FastifyReply } from 'fastify';
import type { Route } from '#runtime/http/route.ts';
import { setCookies } from '../cookies.ts';
import type { DemoShopDeps } from '../demo-shop.ts';
import { writeOrder } from '../order-cookie.ts';
import { sendPage } from '../page-route.ts';
import { checkout, missingIn } from '../pages/checkout.ts';
import { findLines } from '../parts/ordered-lines.ts';
import { ShopApiError } from '../shop-api.ts';
import { type Visit, visitOf } from '../visit.ts';
import { type Fields, formRoute, seeOther } from './form-route.ts';

/**
 * POST /demo/checkout: the shop's server tells the purchases, since nobody believes a browser about revenue. The form carries the number of the order, so that one that
 * is sent twice counts once.
 */
export const checkoutRoute = (deps: DemoShopDeps): Route =>
  formRoute('/demo/checkout', async (fields, request, reply) => {
    const shop = deps.shop();
    const again = (how: { isRefused?: boolean } = {}) =>
      sendPage(deps, request, reply, (visit) => checkout(visit, { said: fields, ...how }));
    if (!shop.isOpen || missingIn(fields).length > 0) return again();
    try {
      return await place(visitOf(request, shop), fields, reply);
    } catch (error) {
      if (!(error instanceof ShopApiError)) throw error;
      deps.logger.warn({ err: error, reqId: request.id }, 'an order of the demo shop was not told');
      return again({ isRefused: true });
    }
  });

async function place(visit: Visit, { orderId = '' }: Fields, reply: FastifyReply): Promise<FastifyReply> {
  if (!/^shop-[\da-f]{12}$/.test(orderId)) return seeOther(reply, '/demo/checkout');
  const found = await findLines(visit.api, visit.cart);
  // Sent a second time, after the cart was emptied: the confirmation is there already.
  if (found.length === 0) return seeOther(reply, `/demo/order/${orderId}`);
  const lines = found.map(({ product: { productId, price }, quantity }) => ({ productId, price, quantity }));
  const order = { orderId, userId: visit.shopperId, lines };
  const told = await visit.api.purchase(order);
  setCookies(reply, { order: writeOrder({ ...order, told }), cart: '' });
  return seeOther(reply, `/demo/order/${orderId}`);
}
