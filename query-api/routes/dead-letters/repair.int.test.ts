import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let processors: ApiProcessors;
let ours: Shop;
let theirs: Shop;
let offsets = 1_000_000;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(async () => {
  await processors.close();
  await app.remove();
});

const scopeOf = (shop: Shop) => app.directory.tenant(shop.tenantId)!.scopes.live;
const path = (shop: Shop, rest = '') => `${app.url}/api/v1/tenants/${shop.tenantId}/${rest}`;
const get = async (shop: Shop, rest: string) => (await ask(path(shop, rest), { token: shop.adminToken })).body;
const post = (shop: Shop, rest: string, body: unknown) => ask(path(shop, rest), { token: shop.adminToken, body });
const repair = (shop: Shop, id: string, event: unknown) => post(shop, `dead-letters/${id}/repair`, event);
const redrive = (shop: Shop, id: string) => post(shop, 'dead-letters/redrive', { deadLetterIds: [id] });
const letterOf = async (id: string) =>
  (await get(ours, 'dead-letters?limit=100')).data.find((letter: { id: string }) => letter.id === id);

/** Another program wrote this under the key of a shopper of ours. */
async function newLetter(userId: string, topic = 'events'): Promise<string> {
  const { rows } = await app.owner.query<{ id: string }>(
    `INSERT INTO dead_letters (topic, log, partition, "offset", scope, record_key, value, reason, detail)
     SELECT $4, min(log), 0, $1, $2, $3, '\\x00010203', 'undecodable', 'why' FROM logs RETURNING dead_letter_id::text AS id`,
    [offsets++, scopeOf(ours), `${scopeOf(ours)}:${userId}`, topic],
  );
  return rows[0]!.id;
}
const mended = (userId: string) => ({
  eventType: 'purchase',
  userId,
  productId: 'mug',
  eventId: `letter-of-${userId}`,
  timestamp: new Date(Date.now() - 60_000).toISOString(),
  metadata: { price: 9.5 },
});
async function stored(userId: string): Promise<{ eventId: string }[]> {
  await processors.drained();
  return (await get(ours, `events?userId=${userId}`)).data;
}

test('a letter begins its repair with what can be read of it, and stays visible beside it with who repaired it', async () => {
  const id = await newLetter('ada');
  const before = await letterOf(id);
  assert.equal(before.draft.userId, 'ada');
  assert.equal(before.repair, null);
  const { status, body } = await repair(ours, id, mended('ada'));
  assert.equal(status, 200);
  const after = await letterOf(id);
  assert.deepEqual(body.data, after);
  assert.equal(after.value, before.value, 'its own bytes stay');
  const { data: me } = (await ask(`${app.url}/api/v1/auth/me`, { token: ours.adminToken })).body;
  assert.equal(after.repair.adminId, me.id);
  assert.equal(after.repair.fields.productId, 'mug');
  assert.notEqual(after.redrivenAt, null);
  assert.equal((await stored('ada')).length, 1);
});

test('what is wrong with a repair is told at its field, and the letter waits as before', async () => {
  const id = await newLetter('bob');
  const { metadata: _none, ...withoutPrice } = mended('bob');
  const refused = await repair(ours, id, { ...withoutPrice, metadata: { price: -1 }, colour: 'red' });
  assert.equal(refused.status, 400);
  const sent = await ask(`${app.url}/api/v1/events`, {
    token: ours.writeKey,
    body: { ...withoutPrice, metadata: { price: -1 }, colour: 'red' },
  });
  assert.deepEqual(refused.body.errors, sent.body.errors, 'in the words of POST /events');
  assert.deepEqual(
    (await repair(ours, id, { ...withoutPrice, metadata: { price: -1 } })).body.errors.map(
      ({ path: at }: { path: string }) => at,
    ),
    ['/metadata/price'],
  );
  const letter = await letterOf(id);
  assert.deepEqual([letter.repair, letter.redrivenAt], [null, null]);
  assert.equal((await stored('bob')).length, 0);
  assert.equal((await repair(ours, id, mended('bob'))).status, 200, 'control');
  assert.equal((await stored('bob')).length, 1);
});

test('a repair that is asked for many times at once, or again, or redriven after it, counts once', async () => {
  const id = await newLetter('eve');
  const event = mended('eve');
  const answers = await Promise.all(Array.from({ length: 5 }, () => repair(ours, id, event)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409]);
  assert.equal((await repair(ours, id, { ...event, productId: 'cup' })).status, 409);
  assert.deepEqual((await redrive(ours, id)).body.data.redriven, []);
  assert.equal((await stored('eve')).length, 1);
});

test('a mark that was lost after the append leads to the same event again, which counts once under the same id', async () => {
  const id = await newLetter('kay');
  await repair(ours, id, mended('kay'));
  const [first] = await stored('kay');
  await app.owner.query('UPDATE dead_letters SET redriven_at = NULL WHERE dead_letter_id = $1', [id]);
  assert.equal((await repair(ours, id, { ...mended('kay'), productId: 'cup' })).status, 409, 'no other in its place');
  assert.deepEqual((await redrive(ours, id)).body.data.redriven, [id]);
  assert.deepEqual(
    (await stored('kay')).map(({ eventId }) => eventId),
    [first?.eventId],
  );
});

test("another's letter is a 404 to a repair, a letter of the catalog a 409", async () => {
  const id = await newLetter('joe');
  assert.equal((await repair(theirs, id, mended('joe'))).status, 404);
  assert.equal((await repair(ours, '9223372036854775808', mended('joe'))).status, 404);
  assert.equal((await repair(ours, await newLetter('x', 'catalog'), mended('joe'))).status, 409);
  assert.equal((await repair(ours, id, mended('joe'))).status, 200, 'control');
});

test('repairs and redrives stand in the audit trail, without the shopper', async () => {
  const id = await newLetter('lin');
  await repair(ours, id, mended('lin'));
  const [redriven, repaired] = (await get(ours, 'audit?limit=2')).data;
  assert.deepEqual([repaired.action, repaired.subjectId], ['dead_letter.repaired', id]);
  assert.deepEqual([redriven.action, redriven.detail], ['dead_letter.redriven', { deadLetterIds: [id] }]);
  assert.doesNotMatch(JSON.stringify([redriven, repaired]), /lin/);
  const rows = (await get(ours, 'audit')).meta.total;
  await redrive(ours, id);
  assert.equal((await get(ours, 'audit')).meta.total, rows, 'control: what put nothing back is no act');
});

test('an erased shopper is erased from repairs too, also from those of letters under another key', async () => {
  const id = await newLetter('unreadable');
  await repair(ours, id, mended('mia'));
  assert.equal((await stored('mia')).length, 1);
  const kept = await newLetter('ann');
  await ask(path(ours, 'users/mia'), { token: ours.adminToken, method: 'DELETE' });
  await stored('mia');
  assert.equal(await letterOf(id), undefined);
  assert.notEqual(await letterOf(kept), undefined, 'control');
});
