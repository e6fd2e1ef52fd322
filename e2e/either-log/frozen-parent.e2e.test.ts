import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { allProcessesOf } from '#testing/processes.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { internalHeaders } from '#testing/readiness.ts';
import { type Answer, ask, createShop, type Shop } from '#testing/shop.ts';
import { postEvent, viewOf } from '../support/events.ts';
import { drained, storedEventIds } from '../support/recount.ts';

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

type Parts = Record<string, { state: string; detail?: string }>;

/** Waits until /ready says this of the processors. */
async function untilSaid(what: RegExp): Promise<Parts> {
  let parts: Parts = {};
  await waitFor(
    async () => {
      const { authorization } = internalHeaders(product);
      const { body }: Answer = await ask(`${product.url}/ready`, { token: authorization.replace('Bearer ', '') });
      parts = (body.data ?? body.meta).parts;
      const { state = '', detail = '' } = parts.processors ?? {};
      return what.test(`${state} ${detail}`);
    },
    () => `${what}: ${JSON.stringify(parts)}`,
  );
  return parts;
}

test('with the parent frozen all goes on, and /ready says that it does not know of the processors, and why', async () => {
  await untilSaid(/^up /);
  const parent = product.pidOf('parent');
  assert.ok(parent !== null);
  process.kill(parent, 'SIGSTOP');
  try {
    await untilSaid(new RegExp(`^degraded The parent process ${parent}, .* does not answer`));
    const event = viewOf(1);
    assert.equal((await postEvent(shop, event)).status, 202);
    const question = await ask(`${product.url}/api/v1/recommendations?userId=${event.userId}`, { token: shop.readKey });
    assert.equal(question.status, 200);
    await waitFor(
      async () => (await storedEventIds(product, shop.tenantId)).length === 1,
      () => 'the event in its table: readers look into the log for themselves',
    );
  } finally {
    process.kill(parent, 'SIGCONT');
  }
  await untilSaid(/^up /);

  const processors = allProcessesOf(parent).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bin/processors.ts'),
  );
  for (const pid of processors) process.kill(pid, 'SIGSTOP');
  try {
    await untilSaid(/^down the processors do not answer$/);
  } catch (error) {
    throw new Error('control: with the parent there it is the processors', { cause: error });
  } finally {
    for (const pid of processors) process.kill(pid, 'SIGCONT');
  }
  await drained(product);
});
