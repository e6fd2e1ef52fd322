import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createSharedHint } from '#stores/duplicates/shared-hint.ts';
import { createSharedServerTimes } from '#stores/duplicates/shared-server-times.ts';
import { openRedis, type RedisLink } from '#stores/redis/open-redis.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { ask } from '#testing/shop.ts';

/** A hint that comes late is not used; a busy machine must not decide here what is late. */
const patientMs = 20_000;

describe('two ingestions with one Redis', { skip: skipWithoutRedis }, () => {
  let redis: TestRedis;
  const links: RedisLink[] = [];
  let a: IngestApp;
  let b: IngestApp;

  /** With a log of its own: what is appended there shows what it has stored. */
  async function openInstance(answerWithinMs = patientMs): Promise<IngestApp> {
    const link = openRedis({ url: redis.url, answerWithinMs });
    links.push(link);
    await untilClosed(link);
    return openIngestApp({
      sharedHint: createSharedHint(link, answerWithinMs),
      sharedServerTimes: createSharedServerTimes(link),
    });
  }
  const untilClosed = (link: RedisLink) =>
    waitFor(
      async () => link.state === 'closed',
      () => 'Redis',
    );
  /** Waits until Redis has what both have sent. */
  const settle = () => Promise.all(links.map((link) => link.ask('duplicate', (client) => client.ping())));

  before(async () => {
    redis = await startTestRedis();
    [a, b] = [await openInstance(), await openInstance()];
  });
  after(async () => {
    await a.remove();
    await b.remove();
    for (const link of links) link.close();
    await redis.stop();
  });

  const newView = () => ({
    eventType: 'product_viewed',
    userId: `shopper-${randomUUID()}`,
    productId: 'mug',
    timestamp: new Date().toISOString(),
  });
  const post = (app: IngestApp, view: unknown) =>
    ask(`${app.url}/api/v1/events`, { token: app.keys.write, body: view }).then(({ status }) => status);
  const recordsOf = async (app: IngestApp) =>
    (await app.log.describe('events')).partitions.reduce((sum, { high }) => sum + Number(high), 0);

  test('a duplicate of what the other has acknowledged is told so, and stored all the same', async () => {
    const view = newView();
    assert.equal(await post(a, view), 202);
    await settle();
    const before = await recordsOf(b);
    assert.equal(await post(b, view), 200);
    assert.equal(await recordsOf(b), before + 1, 'a hint decides about the answer alone');
    assert.equal(await post(b, view), 200);
    assert.equal(await recordsOf(b), before + 1, 'control: its own duplicate is not appended again');
    assert.equal(await post(b, newView()), 202);
  });

  test('of a batch each event is told apart', async () => {
    const views = Array.from({ length: 100 }, newView);
    const known = views.filter((_, n) => n % 7 === 0);
    const batch = (app: IngestApp, events: unknown) =>
      ask(`${app.url}/api/v1/events/batch`, { token: app.keys.write, body: { events } });
    await batch(a, known);
    await settle();
    const { body } = await batch(b, views);
    assert.deepEqual(
      body.data.results.map(({ status }: { status: string }) => status),
      views.map((_, n) => (n % 7 === 0 ? 'duplicate' : 'accepted')),
    );
  });

  test('what could not be made durable is no duplicate anywhere', async () => {
    const view = newView();
    const failing = await openInstance();
    await failing.closeLog();
    assert.equal(await post(failing, view), 503);
    await settle();
    assert.equal(await post(b, view), 202);
    await failing.remove();
  });

  test('a retry without a time is the same event at the other instance, also of two that arrive together', async () => {
    const timeless = () => ({ ...newView(), timestamp: undefined, eventId: randomUUID() });
    const idOf = async (app: IngestApp, view: unknown): Promise<string> =>
      (await ask(`${app.url}/api/v1/events`, { token: app.keys.write, body: view })).body.data.eventId;
    for (let n = 0; n < 20; n += 1) {
      const view = timeless();
      const first = await idOf(a, view);
      await delay(2);
      assert.equal(await idOf(b, view), first);
      const together = timeless();
      const [here, there] = await Promise.all([idOf(a, together), idOf(b, together)]);
      assert.equal(here, there);
    }
    const alone = await openIngestApp();
    const view = timeless();
    const first = await idOf(a, view);
    await delay(2);
    assert.notEqual(await idOf(alone, view), first, 'control: an instance without Redis gives it a time of its own');
    await alone.remove();
  });

  for (const [name, fail, heal] of [
    ['killed', () => redis.kill(), () => redis.restart()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
  ] as const) {
    test(`while Redis is ${name} every event is taken, own duplicates are known, and the hint works again afterwards`, async () => {
      const impatient = await openInstance(20);
      await fail();
      for (let n = 0; n < 5; n += 1) {
        const view = newView();
        assert.deepEqual([await post(impatient, view), await post(impatient, view)], [202, 200]);
      }
      await heal();
      await Promise.all(links.map(untilClosed));
      await waitFor(
        async () => {
          const view = newView();
          await post(impatient, view);
          await settle();
          return (await post(b, view)) === 200;
        },
        () => 'a shared hint',
      );
      await impatient.remove();
    });
  }
});
