/**
 * `node bench/recovery.ts [--events 300000]`: how soon the product works again after a kill -9 of its server, its processors and its Postgres, five times each, with so many events in log, models and tables. The
 * product is one as its user starts it, on one machine with its own Postgres and log.
 */
import { parseArgs } from 'node:util';
import { type ProcessName, type Product, startProduct } from '#testing/product.ts';
import { internalHeaders, totalLag } from '#testing/readiness.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { closeConnections, send } from './support/http.ts';
import { createLatencies } from './support/latencies.ts';
import { preload } from './support/preload.ts';
import { ms, type Row, renderRows } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '300000' } } });
const kills = 5;
const recoveryTimeoutMs = 120_000;
const lookEveryMs = 10;
const parts = { server: 'the server', processors: 'the processors', postgres: 'Postgres' } as const satisfies Partial<
  Record<ProcessName, string>
>;

const product = await startProduct();
try {
  const shop = await createShop(product.url, 'Bench');
  await preload(product, shop, createShoppers(1, 10_000, 5_000), Number(values.events));
  const rows: Row[] = [];
  for (const name of ['server', 'processors', 'postgres'] as const) rows.push(await measureRecovery(shop, name));
  console.log(renderRows(rows));
} finally {
  closeConnections();
  await product.remove();
}

async function measureRecovery(shop: Shop, name: keyof typeof parts): Promise<Row> {
  const [serving, loaded] = [createLatencies(), createLatencies()];
  for (let n = 0; n < kills; n++) {
    const pid = product.pidOf(name);
    const killedAt = performance.now();
    product.kill(name);
    await until(async () => product.pidOf(name) !== pid, `${name} that is dead`);
    await until(() => isServing(shop), `an event and an answer after ${name}`);
    serving.add(performance.now() - killedAt);
    await until(() => isLoaded(product), `${name} that works again`);
    loaded.add(performance.now() - killedAt);
  }
  return {
    what: `kill -9 of ${parts[name]}: until an event is acknowledged and a question answered; until /ready says so and all is loaded; p50 / longest of ${kills}`,
    value: [serving, loaded].map((one) => `${ms(one.percentile(50))} / ${ms(one.percentile(100))}`).join('; '),
    goal: '3 s',
  };
}

function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  return waitFor(holds, () => what, recoveryTimeoutMs, lookEveryMs);
}

async function isServing({ url, writeKey }: Shop): Promise<boolean> {
  const event = {
    eventType: 'product_viewed',
    userId: 'recovered',
    productId: 'p1',
    timestamp: new Date().toISOString(),
  };
  return (
    (await send(`${url}/api/v1/events`, writeKey, JSON.stringify(event))) === 202 &&
    (await send(`${url}/api/v1/recommendations?userId=recovered`, writeKey)) === 200
  );
}

async function isLoaded(product: Product): Promise<boolean> {
  const response = await fetch(`${product.url}/ready`, { headers: internalHeaders(product) });
  return response.status === 200 && totalLag(await response.json()) === 0;
}
