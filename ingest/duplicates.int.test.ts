import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import pg from 'pg';
import { type CuttableProxy, openCuttableProxy } from '#testing/cuttable-proxy.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';

const dayMs = 86_400_000;
let testDatabase: TestDatabase;
let proxy: CuttableProxy;
let owner: pg.Client;
let app: IngestApp;
let views = 0;

before(async () => {
  testDatabase = await openTestDatabase();
  proxy = await openCuttableProxy(testDatabase.apiUrl);
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  await owner.query("INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'the one before', 4)");
  app = await openIngestApp({ databaseUrl: proxy.url });
});
after(async () => {
  await app.remove();
  await owner.end();
  await proxy.close();
  await testDatabase.close();
});
beforeEach(async () => {
  await proxy.restore();
});

function newView(agoMs: number): Record<string, unknown> {
  views += 1;
  return {
    eventType: 'product_viewed',
    userId: `shopper-${views}`,
    productId: 'mug',
    timestamp: new Date(Date.now() - agoMs).toISOString(),
  };
}

const post = (body: unknown) => ask(`${app.url}/api/v1/events`, { token: app.keys.write, body });

/** Stores an accepted event as the loader would. */
async function merge(view: Record<string, unknown>, eventId: string, timestamp: string, clientEventId?: string) {
  await owner.query('SELECT ensure_month($1)', [timestamp]);
  await owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id, client_event_id)
     VALUES ($1, $2, now(), 0, $3, 1, 0, 1, 0, $4, $5, $6)`,
    [eventId, timestamp, app.scope, view.userId, view.productId, clientEventId ?? null],
  );
}

test('a duplicate of what was acknowledged and not merged yet is recognised after a restart', async () => {
  const [fresh, old] = [newView(0), newView(3 * dayMs)];
  await post(fresh);
  await post(old);
  await app.restart();
  assert.deepEqual([(await post(fresh)).status, (await post(old)).status], [200, 200]);
  assert.equal((await post(newView(0))).status, 202);
});

test('beyond the hint a duplicate is recognised by table events, also 30 days later', async () => {
  const [view, other] = [newView(30 * dayMs), newView(30 * dayMs)];
  const { body } = await post(view);
  await merge(view, body.data.eventId, body.data.timestamp);
  await app.restart({ freshLog: true });
  const duplicate = await post(view);
  assert.deepEqual([duplicate.status, duplicate.body.data.eventId], [200, body.data.eventId]);
  assert.equal((await post(other)).status, 202);
});

test('while Postgres is down an event beyond the hint answers 202 at once, and one within it 200', async () => {
  const [view, acknowledged] = [newView(30 * dayMs), newView(0)];
  const { body } = await post(view);
  await merge(view, body.data.eventId, body.data.timestamp);
  await app.restart({ freshLog: true });
  await post(acknowledged);
  await proxy.cut();
  assert.equal((await post(view)).status, 202);
  assert.deepEqual([(await post(view)).status, (await post(acknowledged)).status], [200, 200]);
  for (let n = 0; n < 20; n += 1) assert.equal((await post(newView(30 * dayMs))).status, 202);
});

test('ingestion starts without Postgres and knows the last minutes from the log alone', async () => {
  const view = newView(0);
  await post(view);
  await proxy.cut();
  await app.restart();
  assert.equal((await post(view)).status, 200);
  assert.equal((await post(newView(0))).status, 202);
});

test('a retry without a time is recognised by its event id beyond the hint', async () => {
  const timeless: Record<string, unknown> = { ...newView(0), timestamp: undefined, eventId: 'e-1' };
  const { body } = await post(timeless);
  await merge(timeless, body.data.eventId, body.data.timestamp, 'e-1');
  await app.restart({ freshLog: true });
  const retry = await post(timeless);
  assert.deepEqual([retry.status, retry.body.data], [200, body.data]);
  assert.equal((await post({ ...timeless, eventId: 'e-2' })).status, 202);
});

test('an event of an archived month is refused once that is known', async () => {
  const view = { ...newView(0), timestamp: '2011-05-05T00:00:00.000Z' };
  assert.equal((await post(view)).status, 202);
  await owner.query("INSERT INTO event_months (month, state) VALUES ('2011-05-01', 'archived')");
  await app.restart();
  let answer = await post({ ...view, userId: 'another' });
  await waitFor(
    async () => {
      answer = await post({ ...view, userId: 'another' });
      return answer.status === 400;
    },
    () => `a refusal, not ${answer.status}`,
  );
  assert.equal(answer.body.errors[0].code, 'archived_month');
});
