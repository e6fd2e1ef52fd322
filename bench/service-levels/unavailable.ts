import { ask, type Json, type Shop } from '#testing/shop.ts';
import { getJson } from '../support/http.ts';
import { createLatencies } from '../support/latencies.ts';
import { msUntil } from '../support/ms-until.ts';
import { ms, type Row } from '../support/row.ts';

const changes = 60;
const question = { strategy: 'trending', limit: 5 };

/** Measures the time from the sending of a change that makes a product unavailable to the first answers without it: one that was kept, and one of a batch. */
export async function measureUnavailable(shop: Shop): Promise<Row[]> {
  const latencies = createLatencies();
  let missed = 0;
  for (let n = 0; n < changes; n++) {
    await answersOf(shop);
    const productId = (await answersOf(shop))[0]?.[0];
    if (productId === undefined) {
      missed += 1;
      continue;
    }
    const isShown = async () => (await answersOf(shop)).some((ids) => ids.includes(productId));
    const item = await itemOf(shop, productId);
    const sentAt = performance.now();
    const sent = put(shop, productId, { ...item, available: false });
    const waited = await msUntil(async () => !(await isShown()), sentAt);
    if (waited === null) missed += 1;
    else latencies.add(waited);
    await sent;
    await put(shop, productId, { ...item, available: true });
    await msUntil(isShown, performance.now());
  }
  return [
    {
      what: `product made unavailable to gone from kept and batched answers, from the sending, p50 / p99 of ${latencies.count}, ${missed} missed`,
      value: `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(99))}`,
      goal: '2 s',
    },
  ];
}

/** The products of a plain answer, and of a batch of one. */
async function answersOf({ url, readKey }: Shop): Promise<string[][]> {
  const idsOf = (data: Json): string[] => data.map(({ productId }: Json) => productId);
  const plain = await getJson<{ data: Json }>(
    `${url}/api/v1/recommendations?strategy=${question.strategy}&limit=${question.limit}`,
    readKey,
  );
  const { body } = await ask(`${url}/api/v1/recommendations/batch`, {
    token: readKey,
    body: { questions: [question] },
  });
  return [idsOf(plain.data), idsOf(body.data[0].data)];
}

async function itemOf({ url, readKey }: Shop, productId: string): Promise<object> {
  const { body } = await ask(`${url}/api/v1/catalog/${productId}`, { token: readKey });
  const { createdAt: _, updatedAt: __, ...item } = body.data;
  return item;
}

async function put({ url, writeKey }: Shop, productId: string, item: object): Promise<void> {
  const { status } = await ask(`${url}/api/v1/catalog/${productId}`, { token: writeKey, method: 'PUT', body: item });
  if (status >= 300) throw new Error(`PUT /catalog/${productId} answered ${status}`);
}
