import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { noSendersPython } from '#testing/python.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { sendByPostHog } from '../support/senders/posthog-sender.ts';
import { sendByRudderStack } from '../support/senders/rudderstack-sender.ts';
import { sendBySegmentPython } from '../support/senders/segment-python-sender.ts';
import { sendBySegment } from '../support/senders/segment-sender.ts';
import type { SendDay } from '../support/senders/send-day.ts';
import { dayOfShop, storedFacts } from '../support/shop-day.ts';
import { openUnsteadyRelay } from '../support/unsteady-relay.ts';

/** `lacks`: why it cannot run here. */
const senders: Record<string, { send: SendDay; lacks?: () => string | false }> = {
  segment: { send: sendBySegment },
  'segment-python': { send: sendBySegmentPython, lacks: () => noSendersPython(['segment.analytics']) },
  rudderstack: { send: sendByRudderStack },
  posthog: { send: sendByPostHog },
};

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

for (const [name, { send, lacks }] of Object.entries(senders))
  test(`a day of a shop, sent by the SDK of ${name} over a line that fails, is stored once and whole`, {
    skip: lacks?.() ?? false,
  }, async () => {
    const { acts, facts } = dayOfShop(name);
    const relay = await openUnsteadyRelay(product.url);
    try {
      assert.deepEqual(await send(relay.url, shop.writeKey, acts), []);
      assert.deepEqual(relay.failed, { unanswered: 1, lost: 1, told_to_wait: 1 });
    } finally {
      await relay.close();
    }
    await waitFor(
      async () => (await storedFacts(shop, name)).length >= facts.length,
      () => `${facts.length} facts\n${product.output()}`,
    );
    assert.deepEqual(await storedFacts(shop, name), facts.toSorted());

    const [first] = facts;
    const call = { event: 'Product Viewed', userId: first?.split(' ')[0], properties: { product_id: 'mug' } };
    await ask(`${product.url}/v1/track`, { token: shop.writeKey, body: call });
    await waitFor(
      async () => (await storedFacts(shop, name)).length > facts.length,
      () => 'control: one view more is seen',
    );
    assert.notDeepEqual(await storedFacts(shop, name), facts.toSorted(), 'control');
  });

test('what a sender says that is not understood stands on the page Events of the console', async () => {
  const body = { userId: 'ada', event: 'Wishlist Shared', properties: { product_id: 'mug' } };
  assert.equal((await ask(`${product.url}/v1/track`, { token: shop.writeKey, body })).status, 200);
  const names = async (): Promise<string[]> => {
    const answer = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}/events/unknown-names`, {
      token: shop.adminToken,
    });
    return answer.body.data.map(({ name }: { name: string }) => name);
  };
  await waitFor(
    async () => (await names()).includes('Wishlist Shared'),
    () => 'the name of it',
  );
  assert.ok(!(await names()).includes('identify'), 'control: calls that tell of no product are no names');
});
