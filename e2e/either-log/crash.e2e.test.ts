import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { createLedger } from '../support/ledger.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

const seed = 20_261_121;
const rounds = 6;
const senders = 4;
const batchSize = 50;
/** How many events are acknowledged before the next kill, at random in this range. */
const eventsBetweenKills = { least: 300, most: 1_500 };
const victims: readonly ProcessName[] = ['server', 'processors', 'postgres', 'parent'];

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

test('kill -9 of any process under load loses nothing acknowledged and counts nothing twice', async (context) => {
  const random = createRandom(seed);
  const ledger = createLedger();
  let next = 0;
  let isLoading = true;

  /** Sends as a careful merchant would: a batch without an answer is sent again, unchanged, until it has one. */
  const send = async () => {
    while (isLoading) {
      const events = Array.from({ length: batchSize }, () => viewOf(++next));
      for (let isAnswered = false; !isAnswered; ) {
        try {
          const answer = await postBatch(shop, events);
          if (answer.status === 202) {
            for (const result of answer.body.data.results) ledger.acknowledge(result.eventId);
            isAnswered = true;
          } else {
            // 429: the key's limit for the minute is used up; 401, 503: the server is starting. None of them acknowledges an event.
            assert.ok([401, 429, 503].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
            await waitFor(async () => (await fetch(`${product.url}/ready`)).status === 200, product.output, 90_000);
          }
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          await waitFor(async () => (await fetch(`${product.url}/ready`)).status === 200, product.output, 90_000);
        }
      }
    }
  };
  const load = Promise.all(Array.from({ length: senders }, send));

  for (let round = 0; round < rounds; round++) {
    const aim = ledger.acknowledged.size + random.between(eventsBetweenKills.least, eventsBetweenKills.most);
    await waitFor(
      async () => ledger.acknowledged.size >= aim,
      () => `acknowledged ${aim}\n${product.output()}`,
      90_000,
    );
    const victim = victims[round % victims.length] ?? 'server';
    context.diagnostic(`kill -9 ${victim} after ${ledger.acknowledged.size} acknowledged`);
    const killed = product.pidOf(victim);
    product.kill(victim);
    if (victim === 'parent') await product.start();
    else
      await waitFor(
        async () => ![null, killed].includes(product.pidOf(victim)),
        () => `${victim} back\n${product.output()}`,
        90_000,
      );
  }
  isLoading = false;
  await load;

  await drained(product, 120_000);
  const stored = await storedEventIds(product, shop.tenantId);
  assert.deepEqual(ledger.compare(stored), { lost: [], twice: [] });
  assert.equal(stored.length, next, 'every batch was answered in the end, so all are stored');
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);

  // Control: the same comparison with one acknowledged event taken out of the table must fail.
  assert.notDeepEqual(ledger.compare(stored.slice(1)), { lost: [], twice: [] });
});
