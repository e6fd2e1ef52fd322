import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { createLedger, type Ledger } from '../support/ledger.ts';
import { drained, storedEventIds } from '../support/recount.ts';

const flooding = { senders: 200, batchSize: 50 };
const careful = { senders: 1, batchSize: 10 };
/** Whoever is refused comes back sooner than they were told to: it is a flood. */
const comesBackMs = 20;
const deadlineMs = 120_000;
/** How long it is counted what is done, without the flood and in it. */
const stretchMs = 3_000;
/** Of what two who wait for their answers have done so much is done in the flood at least: less than is, since whoever floods is on the same machine. */
const leastPart = 1 / 2;

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product.remove());

type Sender = { ledger: Ledger; sent: number; refused: number; stop(): Promise<void> };

/** Sends new batches as fast as it is answered; one that is refused is sent again, unchanged. */
function startSending(shop: Shop, { senders, batchSize }: { senders: number; batchSize: number }): Sender {
  const state = { ledger: createLedger(), sent: 0, refused: 0, made: 0, isSending: true };
  const send = async () => {
    while (state.isSending) {
      const events = Array.from({ length: batchSize }, () => viewOf(++state.made));
      for (let isTaken = false; !isTaken && state.isSending; ) {
        const { status, headers, body } = await postBatch(shop, events);
        state.sent += 1;
        isTaken = status === 202;
        if (isTaken) for (const { eventId } of body.data.results) state.ledger.acknowledge(eventId);
        else {
          assert.equal(status, 503, JSON.stringify(body));
          assert.match(headers.get('retry-after') ?? '', /^[123]$/);
          assert.match(body.detail, /nothing of this was done/);
          state.refused += 1;
          await delay(comesBackMs);
        }
      }
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, send));
  sending.catch(() => {});
  return Object.assign(state, {
    async stop() {
      state.isSending = false;
      await sending;
    },
  });
}

const doneInAStretch = async (...senders: Sender[]): Promise<number> => {
  const done = () => senders.reduce((sum, { ledger }) => sum + ledger.acknowledged.size, 0);
  const before = done();
  await delay(stretchMs);
  return done() - before;
};

test('of a flood what cannot be done in time is refused, another shop is hardly, and nothing acknowledged is lost', async (context) => {
  const [flood, shop] = [await createShop(product.url, 'Flood'), await createShop(product.url, 'Shop')];
  const alone = startSending(flood, { ...flooding, senders: 2 });
  await waitFor(
    async () => alone.sent >= 50,
    () => `${alone.sent} sent`,
    deadlineMs,
  );
  const doneAlone = await doneInAStretch(alone);
  await alone.stop();
  assert.equal(alone.refused, 0, 'control: two who wait for their answers are no flood');

  const [many, few] = [startSending(flood, flooding), startSending(shop, careful)];
  const answers = { health: 0, ready: 0 };
  await waitFor(
    async () => {
      for (const path of ['health', 'ready'] as const) {
        assert.equal((await fetch(`${product.url}/${path}`)).status, 200, path);
        answers[path] += 1;
      }
      return many.refused >= 300 && many.ledger.acknowledged.size >= 2_000 && few.ledger.acknowledged.size >= 200;
    },
    () => `${many.refused} refused, ${many.ledger.acknowledged.size} and ${few.ledger.acknowledged.size} acknowledged`,
    deadlineMs,
  );
  const refusedBefore = many.refused;
  const done = await doneInAStretch(many, few);
  const refusedMeanwhile = many.refused - refusedBefore;
  await Promise.all([many.stop(), few.stop()]);
  context.diagnostic(
    `of the flood ${many.refused} of ${many.sent} batches were refused, of the shop ${few.refused} of ${few.sent}; asked meanwhile: ${JSON.stringify(answers)}`,
  );
  context.diagnostic(
    `in one stretch ${doneAlone} events were taken without the flood, ${done} in it, and ${refusedMeanwhile} batches refused`,
  );
  assert.ok(refusedMeanwhile > 0, 'control: it was a flood all the time');
  assert.ok(done >= doneAlone * leastPart, `${done} of ${doneAlone}`);
  assert.ok(few.refused / few.sent < many.refused / many.sent);

  const calm = startSending(flood, { ...flooding, senders: 2 });
  await waitFor(
    async () => calm.ledger.acknowledged.size > 0,
    () => 'taken after the flood',
    deadlineMs,
  );
  await calm.stop();
  await drained(product);
  const acknowledged = createLedger();
  for (const { ledger } of [alone, many, calm]) for (const id of ledger.acknowledged) acknowledged.acknowledge(id);
  for (const [{ tenantId }, ledger] of [
    [flood, acknowledged],
    [shop, few.ledger],
  ] as const) {
    const stored = await storedEventIds(product, tenantId);
    assert.deepEqual(ledger.compare(stored), { lost: [], twice: [] });
    assert.notDeepEqual(ledger.compare(stored.slice(1)).lost, [], 'control: one stored event less is noticed');
  }
});
