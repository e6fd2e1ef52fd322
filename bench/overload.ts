/**
 * `node bench/overload.ts [--what batches,singles,questions] [--seconds 8] [--times 1,2,3] [--connections 1024]`: the product offered once, twice and three times what saturates it. For each it prints what it
 * did (goodput), how long what it took waited for its answer, how many it refused and how soon, what another shop met with that sends twenty events a second meanwhile, and how soon one request at a time is answered again after the flood. A latency begins when a request is
 * handed to its connection or, where all are taken, to the queue of whoever sends.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { closeConnections } from './support/http.ts';
import { createLatencies, type Latencies } from './support/latencies.ts';
import { closedLoop, openLoop } from './support/open-loop.ts';
import { preload } from './support/preload.ts';
import { openRawClient, type RawClient } from './support/raw-client.ts';
import { ms } from './support/row.ts';
import { createShoppers } from './support/shoppers.ts';

const { values } = parseArgs({
  options: {
    what: { type: 'string', default: 'batches,singles,questions' },
    seconds: { type: 'string', default: '8' },
    times: { type: 'string', default: '1,2,3' },
    connections: { type: 'string', default: '1024' },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const batchSize = 100;
const saturatingSeconds = 4;
const inFlight = 64;
const [users, products] = [50_000, 5_000];
const restMs = 6_000;
/** Events a second of the other shop. */
const besideRate = 20;
/** A quiet request is one that takes no longer than this. */
const quietMs = 100;

type Kind = { path: (n: number) => string; body?: () => string; isGood: (status: number) => boolean };
const shoppers = createShoppers(1, users, products);
const kinds: Readonly<Record<string, Kind>> = {
  batches: {
    path: () => '/api/v1/events/batch',
    body: () => `[${Array.from({ length: batchSize }, (_, n) => shoppers.event(Date.now() - n)).join(',')}]`,
    isGood: (status) => status === 202,
  },
  singles: {
    path: () => '/api/v1/events',
    body: () => shoppers.event(Date.now()),
    isGood: (status) => status === 202 || status === 200,
  },
  questions: {
    path: (n) => `/api/v1/recommendations?limit=8&strategy=collaborative&userId=u${n % users}&productId=p${n % 997}`,
    isGood: (status) => status === 200,
  },
};

const product = await startProduct();
try {
  const shop = await createShop(product.url, 'Overload');
  const other = await createShop(product.url, 'Beside');
  await preload(product, shop, shoppers, 100_000);
  console.log(`the other shop alone: ${await sendBeside(other.writeKey)}`);
  for (const what of values.what.split(',')) {
    const kind = kinds[what];
    if (kind === undefined) throw new Error(`no such load; there are: ${Object.keys(kinds).join(', ')}`);
    await measure(what, kind, shop.writeKey, other.writeKey);
  }
} finally {
  closeConnections();
  await product.remove();
}

async function measure(what: string, kind: Kind, key: string, otherKey: string): Promise<void> {
  const few = openRawClient(product.url, inFlight);
  let asked = 0;
  const bodies: Buffer[] = [];
  const bodyOf = () => (kind.body === undefined ? undefined : (bodies.pop() ?? Buffer.from(kind.body())));
  const closed = await closedLoop(inFlight, saturatingSeconds, async () =>
    kind.isGood(await few.send(kind.path(asked++), key, bodyOf())),
  );
  few.close();
  const best = (closed.sent - closed.failed) / closed.seconds;
  console.log(
    `${what}: saturated at ${Math.round(best)}/s by ${inFlight} senders, p99 ${ms(closed.latencies.percentile(99))}`,
  );
  for (const times of values.times.split(',').map(Number)) {
    const rate = Math.round(best * times);
    // Made before: making them would take the server's time.
    if (kind.body !== undefined) while (bodies.length < rate * seconds) bodies.push(Buffer.from(kind.body()));
    const client = openRawClient(product.url, connections);
    await Promise.all(Array.from({ length: connections }, () => client.send('/health', key)));
    const taken = createLatencies();
    const refused = createLatencies();
    let lost = 0;
    const beside = sendBeside(otherKey);
    const flood = await openLoop(rate, seconds, async () => {
      const begunMs = performance.now();
      const status = await client.send(kind.path(asked++), key, bodyOf());
      if (kind.isGood(status)) taken.add(performance.now() - begunMs);
      else if (status === 503) refused.add(performance.now() - begunMs);
      else lost += 1;
      return kind.isGood(status);
    });
    const recovery = await untilQuiet(client, kind, key);
    client.close();
    const goodput = taken.count / flood.seconds;
    console.log(
      `  ${times} x (${rate}/s offered): ${Math.round(goodput)}/s done (${Math.round((100 * goodput) / best)} %), ${told(taken)}; ${Math.round(refused.count / flood.seconds)}/s refused, ${told(refused)}; ${lost} without an answer; quiet after ${ms(recovery)}`,
    );
    console.log(`    the other shop meanwhile: ${await beside}`);
    await delay(restMs);
  }
}

/** Sends events of a shop for as long as a flood lasts, and tells what became of them. */
async function sendBeside(key: string): Promise<string> {
  const client = openRawClient(product.url, inFlight);
  const taken = createLatencies();
  let refused = 0;
  const { sent } = await openLoop(besideRate, seconds, async () => {
    const begunMs = performance.now();
    const isGood = kinds.singles?.isGood(
      await client.send('/api/v1/events', key, Buffer.from(shoppers.event(Date.now()))),
    );
    if (isGood) taken.add(performance.now() - begunMs);
    else refused += 1;
    return isGood === true;
  });
  client.close();
  return `${told(taken)}, ${refused} of ${sent} refused`;
}

function told(latencies: Latencies): string {
  if (latencies.count === 0) return 'none';
  return `p50 ${ms(latencies.percentile(50))}, p99 ${ms(latencies.percentile(99))}`;
}

/** How long after a flood ten requests in turn, one at a time, were each taken and answered soon. */
async function untilQuiet(client: RawClient, kind: Kind, key: string): Promise<number> {
  const endedMs = performance.now();
  for (let inTurn = 0, n = 0; inTurn < 10; n += 1) {
    const begunMs = performance.now();
    const status = await client.send(kind.path(n), key, kind.body === undefined ? undefined : Buffer.from(kind.body()));
    inTurn = kind.isGood(status) && performance.now() - begunMs < quietMs ? inTurn + 1 : 0;
  }
  return performance.now() - endedMs;
}
