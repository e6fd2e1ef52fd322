import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '#runtime/http/route.ts';
import { addToCart, type Cart, type CartLine, readCart, setInCart, writeCart } from '../cart.ts';
import { cookieOf, setCookies } from '../cookies.ts';

import { type Fields, formRoute, seeOther } from './form-route.ts';

/** POST /demo/cart/add and /demo/cart/set: the cart is a cookie, so nothing is asked of anybody. */
export function cartRoutes(): Route[] {
  const change =
    (by: (cart: Cart, line: CartLine) => Cart) =>
    async (fields: Fields, request: FastifyRequest, reply: FastifyReply) => {
      const { productId = '', quantity = '' } = fields;
      const line = readCart(`${productId}*1`)[0];
      const changed = by(readCart(cookieOf(request)('cart')), {
        productId,
        quantity: /^\d$/.test(quantity) ? Number(quantity) : 1,
      });
      if (line !== undefined) setCookies(reply, { cart: writeCart(changed) });
      return seeOther(reply, '/demo/cart');
    };
  return [formRoute('/demo/cart/add', change(addToCart)), formRoute('/demo/cart/set', change(setInCart))];
}
