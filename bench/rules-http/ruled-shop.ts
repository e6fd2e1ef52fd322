import type { Product } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { preload } from '../support/preload.ts';
import { createShoppers } from '../support/shoppers.ts';
import { categoryOf, ruledAttributes, twentyRules } from '../support/twenty-rules.ts';

/** How many it has. */
export const [users, products] = [50_000, 5_000];

/** The placement that has the twenty rules; any other has none. */
export const ruledPlacement = 'ruled';

/** By strategy, the n-th question: of another shopper or product each time, so that no answer comes from the cache. */
export const questions: Readonly<Record<string, (n: number) => string>> = {
  collaborative: (n) => `strategy=collaborative&userId=u${n % users}&productId=p${n % 997}`,
  'frequently_bought_together, one product': (n) =>
    `strategy=frequently_bought_together&userId=u${n % users}&productId=p${n % 997}`,
  'frequently_bought_together, a cart of 25': (n) =>
    `strategy=frequently_bought_together&userId=u${n % users}${Array.from({ length: 25 }, (_, k) => `&productId=p${(n * 7 + k * k * 13) % products}`).join('')}`,
};

/** Makes a shop of 50,000 shoppers and 5,000 products whose events are in the models and in the tables when it resolves. */
export async function openShop(product: Product, events: number): Promise<Shop> {
  const shop = await createShop(product.url, 'Bench');
  await preload(product, shop, createShoppers(1, users, products), events, (n) => ({
    category: categoryOf(n),
    attributes: ruledAttributes(n),
  }));
  return shop;
}

/** Puts the twenty rules on `ruledPlacement` of a shop that has none there. */
export async function saveRules({ url, tenantId, adminToken }: Shop): Promise<void> {
  const rules = twentyRules((n) => `p${n}`).map((then, n) => ({ id: `rule-${n}`, name: `Rule ${n}`, then }));
  const path = `${url}/api/v1/tenants/${tenantId}/placements/${ruledPlacement}/rules`;
  const options = { method: 'PUT', token: adminToken, headers: { 'if-match': '"0"' } };
  const { status, body } = await ask(path, { ...options, body: { rules } });
  if (status !== 200) throw new Error(`rules were answered ${status}: ${JSON.stringify(body)}`);
}

/** The address of a question on a placement. */
export const askedOf = (shop: Shop, placement: string, question: string): string =>
  `${shop.url}/api/v1/recommendations?limit=8&placementId=${placement}&${question}`;
