/** `node bench/sustained.ts [events a second …]`: the end-to-end service level alone, 20 s a rate, after a preload of 100,000 events. */
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { measureEndToEnd } from './service-levels/end-to-end.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import { createShoppers } from './support/shoppers.ts';

const rates = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [20_000, 30_000, 40_000];
const seconds = 20;

const product = await startProduct();
try {
  const shop = await createShop(product.url, 'Sustained');
  const shoppers = createShoppers(1, 50_000, 5_000);
  for (const { what, value } of (await preload(product, shop, shoppers, 100_000)).rows)
    console.log(`${what}: ${value}`);
  for (const rate of rates)
    for (const { what, value } of await measureEndToEnd(product, shop, shoppers, rate, seconds))
      console.log(`${what}: ${value}`);
} finally {
  closeConnections();
  await product.remove();
}
