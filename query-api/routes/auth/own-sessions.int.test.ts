import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { issuePasswordReset } from '#stores/control/password-resets.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type Answer, ask } from '#testing/shop.ts';

let app: ApiApp;
let api: string;
const password = 'correct horse battery';
const phone = { 'user-agent': 'a phone' };
const laptop = { 'user-agent': 'a laptop' };

before(async () => {
  app = await openApiApp();
  api = `${app.url}/api/v1/auth`;
});
after(() => app.remove());

type Headers = Record<string, string>;
type Opened = { token: string; cookies: Headers; id: string };

/** What a browser keeps of an answer and sends with the next request. */
function cookiesOf(answer: Answer): Headers {
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const csrf = cookies.find((cookie) => cookie.startsWith('recomengine_csrf='))?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), 'x-csrf-token': csrf };
}
async function opened(path: 'signup' | 'login', email: string, device: Headers, given = password): Promise<Opened> {
  const answer = await ask(`${api}/${path}`, { body: { email, password: given }, headers: device });
  const token = answer.body.data.accessToken;
  const id = (await sessionsOf(token)).find((one) => one.isCurrent)?.id ?? '';
  return { token, cookies: cookiesOf(answer), id };
}
const sessionsOf = async (token: string): Promise<{ id: string; isCurrent: boolean; userAgent: string }[]> =>
  (await ask(`${api}/sessions`, { token })).body.data;
const end = (token: string, id = '') => ask(`${api}/sessions${id && `/${id}`}`, { token, method: 'DELETE' });
const refresh = (cookies: Headers, device: Headers) =>
  ask(`${api}/refresh`, { method: 'POST', headers: { ...cookies, ...device } });
const statusOf = async (token: string) => (await ask(`${api}/me`, { token })).status;
/** As if the first use of this session's used tokens lay `seconds` further back. */
const letPass = (sessionId: string, seconds: number) =>
  app.owner.query(
    `UPDATE refresh_tokens SET used_at = used_at - $2 * interval '1 second', issued_at = issued_at - $2 * interval '1 second' WHERE family = $1`,
    [sessionId, seconds],
  );

test('an admin sees where the account is signed in, and nobody else does', async () => {
  const here = await opened('signup', 'list@shop.example', laptop);
  const there = await opened('login', 'list@shop.example', phone);
  const listed = await sessionsOf(here.token);
  assert.deepEqual(
    listed.map(({ id, isCurrent, userAgent }) => [id, isCurrent, userAgent]),
    [
      [there.id, false, 'a phone'],
      [here.id, true, 'a laptop'],
    ],
  );
  const other = await opened('signup', 'list-other@shop.example', laptop);
  assert.equal((await sessionsOf(other.token)).length, 1);
  assert.equal((await end(other.token, here.id)).status, 404, "another admin's session is none");
  assert.equal(await statusOf(here.token), 200, 'control');
});

test('an ended session has no access token and no cookie any more, at once; the others go on', async () => {
  const here = await opened('signup', 'end@shop.example', laptop);
  const there = await opened('login', 'end@shop.example', phone);
  assert.equal(await statusOf(there.token), 200, 'control');
  assert.equal((await end(here.token, there.id)).status, 204);
  assert.equal(await statusOf(there.token), 401);
  assert.equal((await refresh(there.cookies, phone)).status, 401);
  assert.equal(await statusOf(here.token), 200);
  assert.equal((await refresh(here.cookies, laptop)).status, 200);
  assert.equal((await end(here.token, there.id)).status, 404, 'it ends once');
});

test('all others end with one request, and this one stays', async () => {
  const here = await opened('signup', 'others@shop.example', laptop);
  const others = [
    await opened('login', 'others@shop.example', phone),
    await opened('login', 'others@shop.example', phone),
  ];
  assert.deepEqual((await end(here.token)).body.data, { ended: 2 });
  for (const { token } of others) assert.equal(await statusOf(token), 401);
  assert.equal(await statusOf(here.token), 200);
  assert.deepEqual((await end(here.token)).body.data, { ended: 0 });
});

test('a new password ends the access tokens of every other session, at once', async () => {
  const here = await opened('signup', 'change@shop.example', laptop);
  const there = await opened('login', 'change@shop.example', phone);
  const body = { currentPassword: password, newPassword: 'another long one' };
  assert.equal((await ask(`${api}/me`, { method: 'PATCH', token: here.token, body })).status, 200);
  assert.equal(await statusOf(there.token), 401);
  assert.equal(await statusOf(here.token), 200, 'who changed it stays signed in, also without a cookie');
});

test('a password that is set anew ends the access tokens of all sessions', async () => {
  const here = await opened('signup', 'reset@shop.example', laptop);
  const { data: me } = (await ask(`${api}/me`, { token: here.token })).body;
  const token = await issuePasswordReset(app.database, me.id, 60);
  assert.equal(await statusOf(here.token), 200, 'control');
  const reset = await ask(`${api}/reset-password`, { body: { token, password: 'brand new words' } });
  assert.equal(reset.status, 200);
  assert.equal(await statusOf(here.token), 401);
});

test('a logout by the cookie ends every access token of the session', async () => {
  const here = await opened('signup', 'out@shop.example', laptop);
  const renewed = await refresh(here.cookies, laptop);
  const other = await opened('login', 'out@shop.example', laptop);
  await ask(`${api}/logout`, { method: 'POST', headers: cookiesOf(renewed) });
  assert.equal(await statusOf(here.token), 401);
  assert.equal(await statusOf(renewed.body.data.accessToken), 401);
  assert.equal(await statusOf(other.token), 200, 'control');
});

test('tabs that renew in the same moment with one cookie all go on', async () => {
  const here = await opened('signup', 'race@shop.example', laptop);
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(here.cookies, laptop)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  for (const answer of answers) assert.equal((await refresh(cookiesOf(answer), laptop)).status, 200);
  assert.equal((await sessionsOf(here.token)).length, 1, 'it is one session');
});

test('a cookie that another client uses again ends the session, however soon', async () => {
  const here = await opened('signup', 'stolen@shop.example', laptop);
  const renewed = await refresh(here.cookies, laptop);
  assert.equal((await refresh(here.cookies, laptop)).status, 200, 'control: the same client may');
  assert.equal((await refresh(here.cookies, phone)).status, 401);
  assert.equal((await refresh(cookiesOf(renewed), laptop)).status, 401);
  assert.equal(await statusOf(renewed.body.data.accessToken), 401);
});

test('a cookie that comes again later ends the session, whoever sends it', async () => {
  const here = await opened('signup', 'later@shop.example', laptop);
  const renewed = await refresh(here.cookies, laptop);
  assert.equal((await refresh(here.cookies, laptop)).status, 200, 'control: at once it may');
  await letPass(here.id, 11);
  assert.equal((await refresh(here.cookies, laptop)).status, 401);
  assert.equal((await refresh(cookiesOf(renewed), laptop)).status, 401);
});

test('a clock that is set back does not lengthen the moment in which a cookie may come again', async () => {
  const here = await opened('signup', 'back@shop.example', laptop);
  await refresh(here.cookies, laptop);
  assert.equal((await refresh(here.cookies, laptop)).status, 200, 'control: it may');
  // As it looks to a clock that was a day ahead when the cookie was used.
  await letPass(here.id, -86_400);
  assert.equal((await refresh(here.cookies, laptop)).status, 401);
});

test('log-ins and ended sessions stand in the audit trail', async () => {
  const here = await opened('signup', 'audit@shop.example', laptop);
  await end(here.token, (await opened('login', 'audit@shop.example', phone)).id);
  const { data: me } = (await ask(`${api}/me`, { token: here.token })).body;
  const { rows } = await app.owner.query<{ action: string }>(
    'SELECT action FROM audit_log WHERE admin_id = $1 ORDER BY audit_id',
    [me.id],
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['admin.signed_up', 'admin.logged_in', 'admin.logged_in', 'admin.session_ended'],
  );
});

test('an admin reads what was done to the account, the newest first, by kind if asked; nobody else reads it', async () => {
  const here = await opened('signup', 'acts@shop.example', laptop);
  const there = await opened('login', 'acts@shop.example', phone);
  await end(here.token, there.id);
  const actsOf = async (token: string, query = '') => {
    const { status, body } = await ask(`${api}/audit${query}`, { token });
    assert.equal(status, 200);
    return [body.data.map(({ action }: { action: string }) => action), body.meta.total];
  };
  const all = ['admin.session_ended', 'admin.logged_in', 'admin.logged_in', 'admin.signed_up'];
  assert.deepEqual(await actsOf(here.token), [all, 4]);
  assert.deepEqual(await actsOf(here.token, '?action=admin.logged_in&limit=1'), [['admin.logged_in'], 2]);
  const other = await opened('signup', 'acts-other@shop.example', laptop);
  assert.deepEqual(await actsOf(other.token), [['admin.logged_in', 'admin.signed_up'], 2]);
  const { body } = await ask(`${api}/audit`, { token: other.token });
  assert.ok(body.data.every(({ address }: { address: string }) => address !== null));
  assert.equal((await ask(`${api}/audit`, {})).status, 401);
});
