import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from '#testing/shop.ts';
import { getJson, send } from '../support/http.ts';
import { createLatencies } from '../support/latencies.ts';
import { msUntil } from '../support/ms-until.ts';
import { ms, type Row } from '../support/row.ts';

const shoppersAsked = 60;

/** Measures the time from the acknowledgement of a view to the first answer that it has changed: the viewed product is left out from then on. */
export async function measureFreshness(shop: Shop): Promise<Row[]> {
  const latencies = createLatencies();
  let missed = 0;
  for (let n = 0; n < shoppersAsked; n++) {
    const userId = `fresh-${Date.now()}-${n}`;
    const ask = () =>
      getJson<{ data: { productId: string }[] }>(
        `${shop.url}/api/v1/recommendations?strategy=content_based&limit=5&userId=${userId}`,
        shop.readKey,
      );
    const view = (productId: string) =>
      send(
        `${shop.url}/api/v1/events`,
        shop.writeKey,
        JSON.stringify({ eventType: 'product_viewed', userId, productId, timestamp: new Date().toISOString() }),
      );
    await view('p1');
    await delay(300);
    const first = (await ask()).data[0]?.productId;
    if (first === undefined) {
      missed += 1;
      continue;
    }
    await view(first);
    const acknowledgedAt = performance.now();
    const isChanged = async () => !(await ask()).data.some(({ productId }) => productId === first);
    const waited = await msUntil(isChanged, acknowledgedAt);
    if (waited === null) missed += 1;
    else latencies.add(waited);
  }
  return [
    {
      what: `acknowledgement to changed answer, p50 / p99 of ${latencies.count}, ${missed} missed`,
      value: `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(99))}`,
      goal: '500 ms',
    },
  ];
}
