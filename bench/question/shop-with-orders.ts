import type { CatalogItem } from '#domain/catalog-item.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { createCrowd } from '../kernel/crowd.ts';
import { categoryOf, ruledAttributes } from '../support/twenty-rules.ts';

/** A shop as questions are asked of it: what happened in the thirty days until now, its products, and its shoppers, who came last at the end. */
export type ShopWithOrders = { events: ShopEvent[]; products: string[]; items: CatalogItem[]; users: string[] };

/** Lines of an order behind its first one: products by Zipf's law, so that the best sellers have thousands of orders. */
const moreLines = 4;

/** The crowd of `bench/kernel`, with orders of five products. */
export function createShopWithOrders(seed: number, howMany: number, nowMs: number): ShopWithOrders {
  const random = createRandom(seed);
  const crowd = createCrowd({ seed, events: howMany, users: howMany / 20, products: howMany / 50, partitions: 4 });
  const shift = nowMs - crowd.endMs;
  const known = new Set<string>();
  const users = new Set<string>();
  const products: string[] = [];
  const events: ShopEvent[] = [];
  for (let made = 0; made < howMany; made++) {
    const { event } = crowd.next();
    const timestampMs = event.timestampMs + shift;
    const shifted = { ...event, timestampMs, receivedAtMs: timestampMs };
    events.push(shifted);
    users.delete(event.userId);
    users.add(event.userId);
    if (!known.has(event.productId)) products.push(event.productId);
    known.add(event.productId);
    for (let line = 0; event.type === 'purchase' && line < moreLines; line++) {
      const id = Buffer.from(event.id);
      id[15] = (id[15] ?? 0) ^ (line + 1);
      const place = Math.floor((products.length + 1) ** random.next()) - 1;
      events.push({ ...shifted, id, productId: products[place] ?? event.productId });
    }
  }
  const items = products.map((productId, n) =>
    plainItem({
      ...{ productId, name: `Thing ${n}`, category: categoryOf(n), priceE4: BigInt(n % 150) * 10_000n },
      attributes: ruledAttributes(n),
    }),
  );
  return { events, products, items, users: [...users] };
}
