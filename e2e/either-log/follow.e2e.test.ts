import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type EventStream, openEventStream } from '#testing/event-stream.ts';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { drained, storedEventIds } from '../support/recount.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

const victims: readonly ProcessName[] = ['processors', 'server', 'postgres', 'parent'];
const eventsBetweenKills = 300;

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

/** Follows as a careful client does: whenever its stream ends, it comes back with the last id it has. */
function startFollower() {
  const streams: EventStream[] = [];
  let isFollowing = true;
  const connect = (lastEventId: string | null) =>
    openEventStream(`${product.url}/api/v1/tenants/${shop.tenantId}/events?follow`, {
      token: shop.adminToken,
      lastEventId,
    }).catch((error: Error) => {
      assert.doesNotMatch(error.message, /answered 400/);
      return null;
    });
  const comeBack = async () => {
    const stream = await connect(streams.at(-1)?.lastEventId() ?? null);
    if (stream !== null) streams.push(stream);
  };
  const first = comeBack();
  const following = (async () => {
    await first;
    while (isFollowing) {
      await waitFor(
        async () => !isFollowing || streams.at(-1)?.isEnded() !== false,
        () => 'its end',
        300_000,
      );
      if (isFollowing) await comeBack();
    }
  })();
  return {
    first,
    streams,
    ids: () =>
      streams.flatMap(({ received }) =>
        received.filter(({ event }) => event === 'message').map((one) => one.data.eventId),
      ),
    async stop() {
      isFollowing = false;
      await streams.at(-1)?.leave();
      await following;
    },
  };
}

test('who follows events through kill -9 of each process, and comes back with the last id, has each one once', async (context) => {
  const follower = startFollower();
  await follower.first;
  const load = startSteadyLoad(shop, { senders: 1, pauseMs: 100 });
  try {
    for (const victim of victims) {
      const aim = load.ledger.acknowledged.size + eventsBetweenKills;
      await waitFor(
        async () => load.ledger.acknowledged.size >= aim && follower.ids().length > 0,
        () => `acknowledged ${aim}\n${product.output()}`,
        90_000,
      );
      context.diagnostic(`kill -9 ${victim} after ${follower.ids().length} of ${load.ledger.acknowledged.size}`);
      const killed = product.pidOf(victim);
      product.kill(victim);
      if (victim === 'parent') await product.start();
      else await waitFor(async () => ![null, killed].includes(product.pidOf(victim)), product.output, 90_000);
    }
    await load.stop();
    await drained(product, 120_000);
    const stored = await storedEventIds(product, shop.tenantId);
    await waitFor(
      async () => follower.ids().length >= stored.length,
      () => `all of ${stored.length}, not ${follower.ids().length}\n${product.output()}`,
    );
    assert.deepEqual(follower.ids().sort(), stored.sort());
    assert.deepEqual(load.ledger.compare(follower.ids()), { lost: [], twice: [] });
    context.diagnostic(`${stored.length} events over ${follower.streams.length} streams`);
    assert.ok(follower.streams.length >= 2, 'control: streams were broken off');
    // Controls: who forgets the last id has lost what was before; who comes back with an earlier one has it again.
    const token = shop.adminToken;
    const url = `${product.url}/api/v1/tenants/${shop.tenantId}/events?follow`;
    const forgetful = await openEventStream(url, { token });
    const first = follower.streams[0]!.received[0]!.id;
    const again = await openEventStream(url, { token, lastEventId: first });
    await again.until((all) => all.length > stored.length);
    assert.notDeepEqual(
      load.ledger.compare([...follower.ids(), ...again.received.map(({ data }) => data.eventId)]).twice,
      [],
    );
    assert.equal(forgetful.received.length, 1);
    await Promise.all([forgetful.leave(), again.leave()]);
  } finally {
    load.abandon();
    await follower.stop();
  }
});
