import type { ShopEvent } from '../events/shop-event.ts';

/** An order has this many distinct products at most; what comes beyond is not counted (one UCI order has 1,106 lines). */
export const maxOrderProducts = 100;
/** Purchases without an order id belong to one order while each follows the user's last by no more than this. */
export const orderGapMs = 30 * 60_000;
/** Orders kept a shard, the oldest by position going first: counts are exact over those. */
export const maxOrders = 200_000;

/** A partner of a product: in how many orders both were. */
export type Partner = { productId: string; orders: number };

/**
 * The orders of one partition, all scopes. A function of its purchases in the order of positions: counts come from the
 * orders' own products at question time (a pair table would take 54 changes for each line of the UCI data).
 */
export type BasketShard = {
  apply(event: ShopEvent): void;
  /** Orders with this product. */
  ordersOf(scope: number, productId: string): number;
  /** Orders of two products or more. */
  ordersOfSeveral(scope: number): number;
  /** Those bought with it, most orders first, ties by product id. */
  partnersOf(scope: number, productId: string, limit: number): Partner[];
  /** Products whose partners may have changed since the last call. */
  takeChanged(): { scope: number; productId: string }[];
  /** Asks for a product to be among the changed ones again. */
  markChanged(scope: number, productId: string): void;
  /** The same bytes for the same prefix, however it was cut into batches. */
  snapshot(): Buffer;
};

type Order = { key: string; scope: number; products: string[] };
type Plain = { orders: Order[]; open: [string, { key: string; lastMs: number }][]; nextOpen: number };

export function createBasketShard(from?: Buffer): BasketShard {
  const orders = new Map<string, Order>();
  const postings = new Map<string, Set<Order>>();
  /** By scope and user: the order that purchases without an id go to. */
  const open = new Map<string, { key: string; lastMs: number }>();
  const several = new Map<number, number>();
  const countSeveral = (scope: number, by: 1 | -1) => several.set(scope, (several.get(scope) ?? 0) + by);
  let nextOpen = 0;
  let changed = new Map<string, { scope: number; productId: string }>();

  const place = (scope: number, productId: string): string => `${scope} ${productId}`;
  const post = (order: Order, productId: string) => {
    const key = place(order.scope, productId);
    const list = postings.get(key);
    if (list === undefined) postings.set(key, new Set([order]));
    else list.add(order);
  };
  const markAll = (order: Order) => {
    for (const productId of order.products)
      changed.set(place(order.scope, productId), { scope: order.scope, productId });
  };
  const dropOldest = () => {
    const [oldest] = orders.values();
    if (oldest === undefined) return;
    orders.delete(oldest.key);
    markAll(oldest);
    if (oldest.products.length > 1) countSeveral(oldest.scope, -1);
    for (const productId of oldest.products) {
      const list = postings.get(place(oldest.scope, productId));
      list?.delete(oldest);
      if (list?.size === 0) postings.delete(place(oldest.scope, productId));
    }
  };
  const orderKey = (event: ShopEvent): string => {
    const orderId = event.purchase?.orderId ?? null;
    if (orderId !== null) return JSON.stringify([event.scope, orderId]);
    const user = JSON.stringify([event.scope, event.userId]);
    const known = open.get(user);
    if (known !== undefined && Math.abs(event.timestampMs - known.lastMs) <= orderGapMs) {
      known.lastMs = event.timestampMs;
      return known.key;
    }
    const key = `open ${nextOpen++}`;
    open.set(user, { key, lastMs: event.timestampMs });
    return key;
  };

  if (from !== undefined) {
    const plain = JSON.parse(from.toString()) as Plain;
    for (const order of plain.orders) {
      orders.set(order.key, order);
      if (order.products.length > 1) countSeveral(order.scope, 1);
      for (const productId of order.products) post(order, productId);
    }
    for (const [user, state] of plain.open) open.set(user, state);
    nextOpen = plain.nextOpen;
  }

  return {
    apply(event) {
      if (event.type !== 'purchase') return;
      const key = orderKey(event);
      let order = orders.get(key);
      if (order === undefined) {
        order = { key, scope: event.scope, products: [] };
        orders.set(key, order);
        if (orders.size > maxOrders) dropOldest();
      }
      if (order.products.length >= maxOrderProducts || order.products.includes(event.productId)) return;
      order.products.push(event.productId);
      if (order.products.length === 2) countSeveral(order.scope, 1);
      post(order, event.productId);
      markAll(order);
    },
    ordersOfSeveral: (scope) => several.get(scope) ?? 0,
    ordersOf: (scope, productId) => postings.get(place(scope, productId))?.size ?? 0,
    partnersOf(scope, productId, limit) {
      const counts = new Map<string, number>();
      for (const { products } of postings.get(place(scope, productId)) ?? []) {
        for (const partner of products) if (partner !== productId) counts.set(partner, (counts.get(partner) ?? 0) + 1);
      }
      return [...counts]
        .map(([partner, count]) => ({ productId: partner, orders: count }))
        .sort((a, b) => b.orders - a.orders || (a.productId < b.productId ? -1 : 1))
        .slice(0, limit);
    },
    takeChanged() {
      const taken = [...changed.values()];
      changed = new Map();
      return taken;
    },
    markChanged: (scope, productId) => void changed.set(place(scope, productId), { scope, productId }),
    snapshot() {
      const plain: Plain = { orders: [...orders.values()], open: [...open], nextOpen };
      return Buffer.from(JSON.stringify(plain));
    },
  };
}
