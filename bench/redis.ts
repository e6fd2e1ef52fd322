/**
 * What Redis adds to a request while it is well, frozen, flapping, gone or back: two products side by side in one run, one without Redis and
 * one with it, asked in turn by one evenly spaced open loop. `node bench/redis.ts`, about a minute.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startProduct } from '#testing/product.ts';
import { startTestRedis } from '#testing/redis.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { closeConnections, send } from './support/http.ts';
import { createLatencies, type Latencies } from './support/latencies.ts';
import { openLoop } from './support/open-loop.ts';
import { ms, type Row, renderRows } from './support/row.ts';

/** Sent to both products together, reads and writes. */
const requestsPerSecond = 200;
const warmUpSeconds = 10;
const seconds = 5;
/** While it flaps, Redis is frozen for so long, then well for as long. */
const flapMs = 100;
/** Long enough for every connection to be there again. */
const settleMs = 2_000;
const products = 200;

const kinds = ['recommendation', 'event'] as const;
type Series = Record<(typeof kinds)[number], { without: Latencies; with: Latencies }>;

const redis = await startTestRedis();
const plain = await startProduct();
const shared = await startProduct({ env: { REDIS_URL: redis.url } });
const rows: Row[] = [];
let asked = 0;

async function openShop(url: string): Promise<Shop> {
  const shop = await createShop(url, 'Bench');
  for (let first = 0; first < products; first += 100) {
    const items = Array.from({ length: 100 }, (_, n) => ({
      productId: `p${first + n}`,
      name: `Product ${first + n}`,
      category: 'Things',
      price: 1,
    }));
    await ask(`${url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
  }
  return shop;
}

/** Sends a question of a shopper who has asked nothing yet, or an event of such a shopper. */
function request(shop: Shop, kind: (typeof kinds)[number], n: number): Promise<boolean> {
  const userId = `u${n}`;
  if (kind === 'recommendation')
    return send(`${shop.url}/api/v1/recommendations?userId=${userId}`, shop.readKey).then((status) => status === 200);
  const event = { eventType: 'product_viewed', userId, productId: `p${n % products}`, timestamp: new Date() };
  return send(`${shop.url}/api/v1/events`, shop.writeKey, JSON.stringify(event)).then((status) => status === 202);
}

async function load(forSeconds: number): Promise<{ series: Series; failed: number }> {
  const newSeries = () => ({ without: createLatencies(), with: createLatencies() });
  const series: Series = { recommendation: newSeries(), event: newSeries() };
  const startedAt = performance.now();
  const { failed } = await openLoop(requestsPerSecond, forSeconds, async (n) => {
    const due = startedAt + (n * 1000) / requestsPerSecond;
    const kind = kinds[(n >> 1) % 2] ?? 'event';
    const isGood = await request(n % 2 === 0 ? plainShop : sharedShop, kind, ++asked);
    series[kind][n % 2 === 0 ? 'without' : 'with'].add(performance.now() - due);
    return isGood;
  });
  return { series, failed };
}

async function measure(state: string, forSeconds = seconds): Promise<void> {
  const { series, failed } = await load(forSeconds);
  for (const kind of kinds) {
    const percentiles = (latencies: Latencies) => [50, 99].map((p) => latencies.percentile(p)) as [number, number];
    const [without, withRedis] = [percentiles(series[kind].without), percentiles(series[kind].with)];
    rows.push({
      what: `${kind}, Redis ${state}: p50 / p99 without and with it, p99 added, ${failed} failed`,
      value: `${without.map(ms).join(' / ')}; ${withRedis.map(ms).join(' / ')}; ${ms(withRedis[1] - without[1])}`,
      goal: 'at most 5 ms added',
    });
    console.error(`${rows.at(-1)?.what}: ${rows.at(-1)?.value}`);
  }
}

const [plainShop, sharedShop] = [await openShop(plain.url), await openShop(shared.url)];
try {
  await load(warmUpSeconds);
  await measure('well');
  await redis.freeze();
  await measure('frozen');
  await redis.thaw();
  let isFlapping = true;
  const flapping = (async () => {
    while (isFlapping) {
      await redis.freeze();
      await delay(flapMs);
      await redis.thaw();
      await delay(flapMs);
    }
  })();
  await measure('flapping');
  isFlapping = false;
  await flapping;
  await redis.kill();
  await measure('gone');
  await redis.restart();
  await delay(settleMs);
  await measure('back');
} finally {
  closeConnections();
  await shared.remove();
  await plain.remove();
  await redis.stop();
}
console.log(renderRows(rows));
