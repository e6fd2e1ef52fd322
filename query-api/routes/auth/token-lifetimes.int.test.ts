import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';

const lifetimes = { accessSeconds: 600, refreshDays: 2, resetMinutes: 15 };

let app: ApiApp;
before(async () => {
  app = await openApiApp({ lifetimes });
});
after(() => app.remove());

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
const secondsLeft = async (table: string) =>
  (
    await app.owner.query<{ left: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM ${table} ORDER BY expires_at DESC`,
    )
  ).rows[0]?.left ?? Number.NaN;
/** Whether a remaining time is its lifetime, less what the test took until it looked. */
const isAbout = (seconds: number, lifetimeSeconds: number) =>
  seconds <= lifetimeSeconds && seconds > lifetimeSeconds - 60;

test('access token, session and reset token live as long as is set, also after a refresh', async () => {
  const account = { email: 'ada@shop.example', password: 'correct horse battery' };
  const api = `${app.url}/api/v1/auth`;
  const opened = await ask(`${api}/signup`, { body: account });
  const { iat, exp } = claimsOf(opened.body.data.accessToken);
  assert.equal(exp - iat, lifetimes.accessSeconds);
  const cookies = opened.headers.getSetCookie();
  assert.ok(cookies.every((line) => line.includes(`Max-Age=${lifetimes.refreshDays * 86_400};`)));
  assert.ok(isAbout(await secondsLeft('refresh_tokens'), lifetimes.refreshDays * 86_400));

  const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
  const csrf = /recomengine_csrf=([\w-]+)/.exec(cookie)?.[1] ?? '';
  const refreshed = await ask(`${api}/refresh`, { method: 'POST', headers: { cookie, 'x-csrf-token': csrf } });
  assert.equal(refreshed.status, 200);
  assert.ok(isAbout(await secondsLeft('refresh_tokens'), lifetimes.refreshDays * 86_400));

  await ask(`${api}/forgot-password`, { body: { email: account.email } });
  await waitFor(
    async () => isAbout(await secondsLeft('password_resets'), lifetimes.resetMinutes * 60),
    () => 'a reset token for 15 minutes',
  );
});

test('control: the same look at another lifetime fails', async () => {
  assert.ok(!isAbout(await secondsLeft('refresh_tokens'), 7 * 86_400));
});
