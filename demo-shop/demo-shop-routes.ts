import type { Route } from '#runtime/http/route.ts';
import { assetRoute } from './asset-route.ts';
import { cookieOf } from './cookies.ts';
import type { DemoShopDeps } from './demo-shop.ts';
import { explainRoute } from './explain-route.ts';
import { cartRoutes } from './forms/cart-forms.ts';
import { checkoutRoute } from './forms/checkout-form.ts';
import { preferencesRoute } from './forms/preferences-form.ts';
import { readOrder } from './order-cookie.ts';
import { createPageRoute } from './page-route.ts';
import { cart } from './pages/cart.ts';
import { category } from './pages/category.ts';
import { checkout } from './pages/checkout.ts';
import { home } from './pages/home.ts';
import { notFound } from './pages/not-found.ts';
import { order } from './pages/order.ts';
import { product } from './pages/product.ts';
import { search } from './pages/search.ts';
import { tagRoute } from './tag-route.ts';

/**
 * The demo shop at /demo: a storefront as a merchant would have one. It is a client of the API like any other: its pages carry the tag with a read key, and its
 * server asks and tells over HTTP with a write key.
 */
export function demoShopRoutes(deps: DemoShopDeps): Route[] {
  const page = createPageRoute(deps);
  return [
    page('/demo', (visit) => home(visit)),
    page('/demo/category/:slug', (visit, { params: { slug = '' }, query }) =>
      category(visit, { slug, page: query.page }),
    ),
    page('/demo/product/:productId', (visit, { params: { productId = '' } }) => product(visit, { productId })),
    page('/demo/search', (visit, { query }) => search(visit, query)),
    page('/demo/cart', (visit) => cart(visit)),
    page('/demo/checkout', (visit) => checkout(visit)),
    page('/demo/order/:orderId', (visit, { params: { orderId = '' }, request }) =>
      order(visit, { orderId, placed: readOrder(cookieOf(request)('order')) }),
    ),
    ...cartRoutes(),
    checkoutRoute(deps),
    preferencesRoute(),
    explainRoute(deps),
    tagRoute(deps),
    assetRoute(),
    page('/demo/*', () => Promise.resolve(notFound())),
  ];
}
