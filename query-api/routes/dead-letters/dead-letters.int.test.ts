import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
let offsets = 0;

before(async () => {
  app = await openApiApp();
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  await app.owner.query(`INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'the-log', 4)`);
});
after(() => app.remove());

const scopeOf = (shop: Shop, space: 'live' | 'test' = 'live') => app.directory.tenant(shop.tenantId)!.scopes[space];
const bytes = Buffer.from([0, 1, 2, 255]);

async function newLetter(scope: number, reason = 'undecodable'): Promise<string> {
  const { rows } = await app.owner.query<{ id: string }>(
    `INSERT INTO dead_letters (topic, log, partition, "offset", scope, record_key, value, reason, detail)
     SELECT 'events', min(log), 0, $1, $2, $3, $4, $5, 'why' FROM logs RETURNING dead_letter_id::text AS id`,
    [offsets++, scope, `${scope}:shopper`, bytes, reason],
  );
  return rows[0]!.id;
}
const list = async (shop: Shop, query = '') =>
  (await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/dead-letters${query}`, { token: shop.adminToken })).body;
const redrive = (shop: Shop, deadLetterIds: string[]) =>
  ask(`${app.url}/api/v1/tenants/${shop.tenantId}/dead-letters/redrive`, {
    token: shop.adminToken,
    body: { deadLetterIds },
  });
async function onLog(): Promise<Buffer[]> {
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(partitions.map(({ partition, low }) => app.log.read('events', partition, low)));
  return batches.flatMap(({ records }) => records.map(({ value }) => value!));
}

test('letters are listed with their raw bytes, each in its own tenant and space', async () => {
  const id = await newLetter(scopeOf(ours));
  await newLetter(scopeOf(ours), 'archived_month');
  await newLetter(scopeOf(ours, 'test'));
  await newLetter(scopeOf(theirs));
  const { data, meta } = await list(ours, '?reason=undecodable');
  assert.equal(meta.total, 1);
  assert.deepEqual([data[0].id, data[0].value, data[0].redrivenAt], [id, bytes.toString('base64'), null]);
  assert.equal((await list(ours)).meta.total, 2);
  assert.equal((await list(ours, '?offset=10')).meta.total, 2);
  assert.equal((await list(ours, '?space=test')).meta.total, 1);
  const [first, second] = [
    await list(ours, '?limit=1'),
    await list(ours, `?limit=1&after=${(await list(ours, '?limit=1')).meta.next}`),
  ];
  assert.deepEqual([first.data[0].reason, second.data[0].id, second.meta.next], ['archived_month', id, undefined]);
  assert.deepEqual(
    [data[0].steps.map(({ step, isDone }: { step: string; isDone: boolean }) => [step, isDone]), data[0].fields],
    [[['framing', false]], {}],
    'what reading it says today',
  );
});

test('letters are counted by their reason, each in its own tenant and space', async () => {
  const counts = async (shop: Shop, query = '') =>
    (await list(shop, `/reasons${query}`)).data.map(
      ({ reason, total, waiting }: { reason: string; total: number; waiting: number }) => [reason, total, waiting],
    );
  assert.deepEqual(await counts(ours), [
    ['archived_month', 1, 1],
    ['undecodable', 1, 1],
  ]);
  assert.deepEqual(await counts(theirs), [['undecodable', 1, 1]]);
  await redrive(theirs, [(await list(theirs)).data[0].id]);
  assert.deepEqual(await counts(theirs), [['undecodable', 1, 0]]);
});

test('a letter is put back onto the log once, byte for byte, also when asked for at once', async () => {
  const id = await newLetter(scopeOf(ours, 'test'));
  const before = (await onLog()).length;
  const answers = await Promise.all(Array.from({ length: 5 }, () => redrive(ours, [id])));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.deepEqual(answers.map(({ body }) => body.data.redriven.length).sort(), [0, 0, 0, 0, 1]);
  const records = await onLog();
  assert.equal(records.length, before + 1);
  assert.deepEqual(records.at(-1), bytes);
  const again = await redrive(ours, [id, '9223372036854775808']);
  assert.deepEqual(again.body.data, { redriven: [], skipped: [id, '9223372036854775808'] });
});

test("another's letter is skipped and stays as it is", async () => {
  const id = await newLetter(scopeOf(theirs));
  assert.deepEqual((await redrive(ours, [id])).body.data, { redriven: [], skipped: [id] });
  assert.deepEqual((await redrive(theirs, [id])).body.data, { redriven: [id], skipped: [] }, 'control');
});

test('a log that takes nothing is a 503, and the letter may be re-driven later', async () => {
  const id = await newLetter(scopeOf(ours));
  await app.log.close();
  assert.equal((await redrive(ours, [id])).status, 503);
  const letter = (await list(ours)).data.find((one: { id: string }) => one.id === id);
  assert.equal(letter.redrivenAt, null);
});
