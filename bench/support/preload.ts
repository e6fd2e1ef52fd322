import type { StreamProgress } from '#schemas/http/events.ts';
import { type Product, waitFor } from '#testing/product.ts';
import { internalHeaders, totalLag } from '#testing/readiness.ts';
import { ask, type Shop } from '#testing/shop.ts';
import { type Row, rate } from './row.ts';
import type { Shoppers } from './shoppers.ts';

const itemsOfBatch = 500;
const linesPerChunk = 2_000;
const drainTimeoutMs = 300_000;
/** The events are of the last hours, so that they are neither late nor in another month. */
const historyMs = 6 * 3_600_000;

/** The n-th product of the catalog, as it is sent. */
export function itemOf(n: number) {
  const of = n % itemsOfBatch;
  return {
    productId: `p${n}`,
    name: `${['Red', 'Blue', 'Green', 'Plain'][of % 4]} ${['mug', 'lamp', 'chair', 'clock', 'bowl'][of % 5]} ${n}`,
    category: `Home > ${['Kitchen', 'Light', 'Seats'][of % 3]}`,
    price: 1 + (of % 90),
  };
}

/** Writes every product to the catalog, with `fieldsOf` the n-th beside its own, and sends `events` events to POST /events/stream. Resolves when models and tables have them. */
export async function preload(
  product: Product,
  shop: Shop,
  shoppers: Shoppers,
  events: number,
  fieldsOf: (n: number) => object = () => ({}),
): Promise<{ rows: Row[] }> {
  for (let first = 0; first < shoppers.products; first += itemsOfBatch) {
    const items = Array.from({ length: Math.min(itemsOfBatch, shoppers.products - first) }, (_, n) => ({
      ...itemOf(first + n),
      ...fieldsOf(first + n),
    }));
    const answer = await ask(`${shop.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
    if (answer.status !== 200 && answer.status !== 202)
      throw new Error(`catalog answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  const startedAt = performance.now();
  const begin = Date.now() - historyMs;
  let made = 0;
  const lines = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = Array.from({ length: Math.min(linesPerChunk, events - made) }, () =>
        shoppers.event(begin + Math.floor((made++ * historyMs) / events)),
      );
      if (chunk.length > 0) controller.enqueue(Buffer.from(`${chunk.join('\n')}\n`));
      if (made >= events) controller.close();
    },
  });
  const response = await fetch(`${shop.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.writeKey}`, 'content-type': 'application/x-ndjson' },
    body: lines,
    duplex: 'half',
  });
  // A shopper may have a product twice in an order, which is one line of it.
  const summary = JSON.parse((await response.text()).trim().split('\n').at(-1) ?? '') as StreamProgress;
  if (summary.done !== true || summary.accepted + summary.duplicates !== events)
    throw new Error(`the stream ended as ${JSON.stringify(summary)}`);
  const acknowledged = (performance.now() - startedAt) / 1000;
  await waitFor(
    async () =>
      totalLag(await (await fetch(`${product.url}/ready`, { headers: internalHeaders(product) })).json()) === 0,
    () => 'loaded',
    drainTimeoutMs,
    100,
  );
  const loaded = (performance.now() - startedAt) / 1000;
  return {
    rows: [
      {
        what: `one stream of ${events.toLocaleString('en')} events: acknowledged durable; until loaded everywhere`,
        value: `${rate(events, acknowledged)}; ${rate(events, loaded)}`,
        goal: 'goal 40,000/s',
      },
    ],
  };
}
