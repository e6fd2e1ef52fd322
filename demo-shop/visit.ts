import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Cart, readCart } from './cart.ts';
import { cookieOf } from './cookies.ts';
import type { DemoShop } from './demo-shop.ts';
import { type ShopApi, shopApiOf } from './shop-api.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** One request of a shopper's browser, and what its cookies say. */
export type Visit = {
  readonly api: ShopApi;
  readonly readKey: string;
  /** Who is in front of the page, as events and questions name them. */
  readonly shopperId: string;
  readonly theme: Theme;
  /** Whether the drawer behind the page is open. */
  readonly isBehindOpen: boolean;
  readonly cart: Cart;
  /** Path and query of the page. */
  readonly address: string;
  /** By which the page's policy knows its own scripts and styles. */
  readonly nonce: string;
};

const nonceBytes = 16;
const idPattern = /^[\w.-]{1,64}$/;

export function visitOf(request: FastifyRequest, shop: DemoShop): Visit {
  const cookie = cookieOf(request);
  const theme = cookie('theme');
  const shopperId = cookie('shopper');
  return {
    api: shopApiOf(shop),
    readKey: shop.readKey,
    shopperId: idPattern.test(shopperId) ? shopperId : newShopperId(),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    isBehindOpen: cookie('behind') === 'open',
    cart: readCart(cookie('cart')),
    address: request.url,
    nonce: randomBytes(nonceBytes).toString('base64'),
  };
}

/** An id of a shopper whom nobody knows yet. */
export const newShopperId = (): string => `visitor-${randomBytes(4).toString('hex')}`;
