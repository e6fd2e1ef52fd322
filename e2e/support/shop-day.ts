import { ask, type Json, type Shop } from '#testing/shop.ts';

/** One thing that a shopper did, for a sender to say in its own words. */
export type Act =
  | { kind: 'identify' | 'page'; shopper: string }
  | { kind: 'track'; shopper: string; event: string; properties: Record<string, unknown> };

/** A fact that must be stored once: shopper, type, product, and of a purchase price, quantity and order. */
export type Fact = string;

const shoppers = 15;
const linesOfOrder = 7;

/** A day of a shop: 15 shoppers, each of whom logs in, opens a page, views three products, puts two into the cart, and orders seven lines. */
export function dayOfShop(name: string): { acts: Act[]; facts: Fact[] } {
  const acts: Act[] = [];
  const facts: Fact[] = [];
  const tell = (shopper: string, event: string, properties: Record<string, unknown>) =>
    acts.push({ kind: 'track', shopper, event, properties });
  for (let n = 0; n < shoppers; n += 1) {
    const shopper = `${name}-${n}`;
    acts.push({ kind: 'identify', shopper }, { kind: 'page', shopper });
    for (const product_id of ['mug', 'pan', 'pot']) {
      tell(shopper, 'Product Viewed', { product_id, category: 'Kitchen' });
      facts.push(factOf(shopper, 'product_viewed', product_id));
    }
    for (const product_id of ['mug', 'pan']) {
      tell(shopper, 'Product Added', { product_id, quantity: 1 });
      facts.push(factOf(shopper, 'add_to_cart', product_id));
    }
    const products = Array.from({ length: linesOfOrder }, (_, line) => ({
      product_id: `thing-${line}`,
      price: 1.19 * (line + 1),
      quantity: line + 1,
    }));
    const order_id = `${name}-order-${n}`;
    tell(shopper, 'Order Completed', { order_id, currency: 'EUR', products });
    for (const { product_id, price, quantity } of products)
      facts.push(factOf(shopper, 'purchase', product_id, price, quantity, order_id));
  }
  return { acts, facts };
}

const factOf = (shopper: string, type: string, productId: string, price?: number, quantity?: number, order?: string) =>
  [shopper, type, productId, ...(price === undefined ? [] : [price.toFixed(2), quantity, order])].join(' ');

/** What is stored of the shoppers of a day, each row a fact, so that what was stored twice is there twice. */
export async function storedFacts(shop: Shop, name: string): Promise<Fact[]> {
  const lists = await Promise.all(
    Array.from({ length: shoppers }, async (_, n) => {
      const query = new URLSearchParams({ userId: `${name}-${n}`, limit: '100' });
      const { status, body } = await ask(`${shop.url}/api/v1/tenants/${shop.tenantId}/events?${query}`, {
        token: shop.adminToken,
      });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.data.map(({ userId, eventType, productId, metadata }: Json) =>
        eventType === 'purchase'
          ? factOf(userId, eventType, productId, Number(metadata.price), metadata.quantity, metadata.orderId)
          : factOf(userId, eventType, productId),
      ) as Fact[];
    }),
  );
  return lists.flat().sort();
}
