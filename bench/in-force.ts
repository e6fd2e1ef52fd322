/**
 * `node bench/in-force.ts [--events 100000]`: how soon a change is in the answers: an event, a product that is not available any more, a rule. Each 60 times, against the product as its user starts it; on
 * a broker with `KAFKA_BROKERS`.
 */
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { measureFreshness } from './service-levels/freshness.ts';
import { measureRuleInForce } from './service-levels/rule-in-force.ts';
import { measureUnavailable } from './service-levels/unavailable.ts';
import { closeConnections } from './support/http.ts';
import { preload } from './support/preload.ts';
import { renderRows } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' } } });
const brokers = process.env.KAFKA_BROKERS;
const product = await startProduct(brokers === undefined ? {} : { env: { KAFKA_BROKERS: brokers } });
try {
  const shop = await createShop(product.url, 'Bench');
  await preload(product, shop, createShoppers(1, 10_000, 5_000), Number(values.events));
  const rows = [
    ...(await measureFreshness(shop)),
    ...(await measureUnavailable(shop)),
    ...(await measureRuleInForce(shop)),
  ];
  console.log(renderRows(rows));
} finally {
  closeConnections();
  await product.remove();
}
