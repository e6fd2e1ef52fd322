import assert from 'node:assert/strict';
import { createRandom } from '#testing/random.ts';
import { ask, type Json, type Shop } from '#testing/shop.ts';

/** What a version answered about the known shop: what the newest one has to answer too. */
export type KnownAnswers = {
  /** The reason of each product that was bought together with the anchor: it counts the orders. How such products are ranked may differ by version. */
  boughtTogether: Record<string, string>;
  /** What the first shopper did, as the tenant's admin reads it: newest first. */
  history: { eventType: string; productId: string; timestamp: string }[];
  prices: Record<string, number>;
};

/** What is kept of a shop: enough to be its admin and its storefront later. */
export type KeptShop = Omit<Shop, 'url' | 'adminToken'>;

type KnownEvent = {
  eventType: string;
  userId: string;
  productId: string;
  timestamp: string;
  eventId: string;
  metadata?: Record<string, unknown>;
};

const products = 8;
const shoppers = 24;
const anchor = 'product-0';
const minuteMs = 60_000;
const linesOfOrder = 3;

export const itemsOfShop = Array.from({ length: products }, (_, n) => ({
  productId: `product-${n}`,
  name: `Blue mug ${n}`,
  category: 'Kitchen > Mugs',
  price: 4.5 + n,
}));

/** The same events each time but for their times, which end before `untilMs`: a minute apart, so that their order is certain. */
export function eventsOfShop(count: number, untilMs: number): KnownEvent[] {
  const random = createRandom(13);
  let order: { orderId: string; userId: string; first: number; left: number } | null = null;
  return Array.from({ length: count }, (_, n) => {
    if (order === null && random.between(1, 4) === 1)
      order = {
        orderId: `order-${n}`,
        userId: `shopper-${random.between(1, shoppers)}`,
        first: random.between(0, products - 1),
        left: linesOfOrder,
      };
    const event = {
      eventType: random.pick(['product_viewed', 'add_to_cart', 'remove_from_cart'] as const),
      userId: `shopper-${random.between(1, shoppers)}`,
      productId: `product-${random.between(0, products - 1)}`,
      timestamp: new Date(untilMs - (count - n) * minuteMs).toISOString(),
      eventId: `event-${n}`,
    };
    if (order === null) return event;
    // No product twice in an order: versions differ in how often they count it.
    const { orderId, userId, first, left } = order;
    const productId = `product-${(first + left) % products}`;
    order = left === 1 ? null : { ...order, left: left - 1 };
    const metadata = { orderId, price: random.between(100, 999) / 100, quantity: random.between(1, 3) };
    return { ...event, eventType: 'purchase', userId, productId, metadata };
  });
}

/** Asks whichever version answers at `url`, with the shop's key and as its admin; nothing of it depends on the time of the question. */
export async function askKnown(url: string, shop: KeptShop): Promise<KnownAnswers> {
  const api = `${url}/api/v1`;
  const must = async (...question: Parameters<typeof ask>): Promise<Json> => {
    const { status, body } = await ask(...question);
    assert.equal(status, 200, `${question[0]}: ${JSON.stringify(body)}`);
    return body.data;
  };
  const { email, password, tenantId, readKey: token } = shop;
  const prices: Record<string, number> = {};
  for (const { productId } of itemsOfShop)
    prices[productId] = (await must(`${api}/catalog/${productId}`, { token })).price;
  const together = `strategy=frequently_bought_together&productId=${anchor}&limit=${products}`;
  const boughtTogether = await must(`${api}/recommendations?${together}`, { token });
  const { accessToken } = await must(`${api}/auth/login`, { body: { email, password } });
  const history = await must(`${api}/tenants/${tenantId}/events?userId=shopper-1`, { token: accessToken });
  return {
    boughtTogether: Object.fromEntries(
      boughtTogether
        // Others fill an answer up.
        .filter(({ reason }: Json) => reason.startsWith('Bought together'))
        .map(({ productId, reason }: Json) => [productId, reason]),
    ),
    history: history.map(({ eventType, productId, timestamp }: Json) => ({ eventType, productId, timestamp })),
    prices,
  };
}
