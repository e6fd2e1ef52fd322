import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createSilentLogger } from '#runtime/logger.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, type Json } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { createFailedLogins } from './failed-logins.ts';

let app: ApiApp;
let api: string;
const password = 'correct horse battery';

before(async () => {
  app = await openApiApp();
  api = `${app.url}/api/v1/auth`;
});
after(() => app.remove());

const login = async (email: string, given: string) =>
  (await ask(`${api}/login`, { body: { email, password: given } })).status;

test('a failed log-in is in the acts of its account, with its address; one without an account is nowhere', async () => {
  const token = (await ask(`${api}/signup`, { body: { email: 'ada@shop.example', password } })).body.data.accessToken;
  assert.equal(await login('nobody@shop.example', 'a guess'), 401);
  assert.equal(await login('ADA@shop.example', 'a guess'), 401);
  assert.equal(await login('ada@shop.example', password), 200);
  let acts: Json[] = [];
  await waitFor(
    async () => {
      acts = (await ask(`${api}/audit`, { token })).body.data;
      return acts.length === 4;
    },
    () => JSON.stringify(acts),
  );
  assert.deepEqual(acts.map(({ action }) => action).toSorted(), [
    'admin.logged_in',
    'admin.logged_in',
    'admin.login_failed',
    'admin.signed_up',
  ]);
  assert.ok(acts.every(({ address, at }) => address === '127.0.0.1' && Date.parse(at) > 0));
  const { rows } = await app.owner.query('SELECT count(*)::int AS rows FROM audit_log');
  assert.deepEqual(rows, [{ rows: 4 }]);
});

test('whoever guesses does not fill the trail: twenty of an account in a quarter of an hour, from whatever addresses', async () => {
  let nowMs = 0;
  const note = createFailedLogins(app.database, createSilentLogger(), () => nowMs);
  const [guessed, other] = [randomUUID(), randomUUID()];
  const noted = async (adminId: string) =>
    (
      await app.owner.query<{ rows: number }>('SELECT count(*)::int AS rows FROM audit_log WHERE admin_id = $1', [
        adminId,
      ])
    ).rows[0]?.rows;
  for (let guess = 0; guess < 30; guess += 1) await note(guessed, `10.0.0.${guess}`);
  await note(other, '10.0.0.1');
  assert.deepEqual([await noted(guessed), await noted(other)], [20, 1]);
  nowMs += 15 * 60_000;
  await note(guessed, '10.0.0.1');
  assert.equal(await noted(guessed), 21, 'control: the next quarter of an hour is told');
});
