import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { missingForBroker, openTestBroker, startTestBroker, type TestBroker } from '#testing/kafka-broker.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { drained, recount, storedEventIds } from './recount.ts';
import type { SteadyLoad } from './steady-load.ts';

/** A product on a broker, whatever log the other tests run on. */
export type ProductOnBroker = { product: Product; shop: Shop; broker: Pick<TestBroker, 'brokers' | 'stop'> };

export const skipWithoutBroker: string | false = missingForBroker() ?? false;

/** Starts it on the broker `own`, which may be killed, or on the broker of the run. */
export async function startOnBroker(instances: number, own?: TestBroker): Promise<ProductOnBroker> {
  const broker = own ?? (await openTestBroker());
  const product = await startProduct({
    env: {
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TOPIC_PREFIX: `${randomUUID()}.`,
      RECOMENGINE_INSTANCES: String(instances),
    },
  });
  return { product, shop: await createShop(product.url), broker };
}

export const startOwnBroker = (): Promise<TestBroker> => startTestBroker();

/** After the load has ended: all that was acknowledged is stored, once, and every counter equals a recount. The last comparison is the control. */
export async function assertExact(product: Product, shop: Shop, load: SteadyLoad): Promise<void> {
  await drained(product, 120_000);
  const stored = await storedEventIds(product, shop.tenantId);
  assert.deepEqual(load.ledger.compare(stored), { lost: [], twice: [] });
  assert.equal(stored.length, load.sent, 'every batch was answered in the end, so all are stored');
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  assert.notDeepEqual(
    load.ledger.compare(stored.slice(1)),
    { lost: [], twice: [] },
    'control: one taken out is missed',
  );
}
