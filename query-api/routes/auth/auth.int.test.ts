import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { waitFor } from '#testing/product.ts';
import { type Answer, ask } from '#testing/shop.ts';

let app: ApiApp;
let api: string;
const password = 'correct horse battery';

before(async () => {
  app = await openApiApp();
  api = `${app.url}/api/v1/auth`;
});
after(() => app.remove());

/** The cookies and the CSRF token that a browser keeps of an answer and sends with the next request. */
function sessionOf(answer: Answer): Record<string, string> {
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const csrf = cookies.find((cookie) => cookie.startsWith('recomengine_csrf='))?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), 'x-csrf-token': csrf };
}
const signup = (email: string, body: Record<string, unknown> = {}) =>
  ask(`${api}/signup`, { body: { email, password, ...body } });
const login = (email: string, given = password) => ask(`${api}/login`, { body: { email, password: given } });
const refresh = (session: Record<string, string>) => ask(`${api}/refresh`, { method: 'POST', headers: session });
const me = (token: string) => ask(`${api}/me`, { token });

test('sign-up answers 201 with user and token, a known e-mail a 409 in whatever case (FR-001)', async () => {
  const answer = await signup('ada@shop.example');
  assert.equal(answer.status, 201);
  const { user, accessToken, token } = answer.body.data;
  assert.deepEqual(Object.keys(user).sort(), ['createdAt', 'email', 'id', 'role']);
  assert.equal(user.role, 'admin');
  assert.equal(accessToken, token);
  assert.equal((await me(accessToken)).body.data.email, 'ada@shop.example');
  const again = await signup('ADA@shop.example');
  assert.equal(again.status, 409);
  assert.deepEqual(
    again.body.errors.map(({ path, message }: { path: string; message: string }) => [path, message]),
    [['/email', again.body.detail]],
    'told at its field',
  );
  const { rows } = await app.owner.query<{ password_hash: string }>('SELECT password_hash FROM admins');
  assert.ok(
    rows.every(({ password_hash }) => password_hash.startsWith('$2b$12$')),
    'bcrypt at cost 12',
  );
});

test('the refresh cookie is HttpOnly, SameSite=Strict and goes to /auth only; the CSRF cookie may be read', async () => {
  const [refreshLine, csrfLine] = (await signup('cookie@shop.example')).headers.getSetCookie();
  assert.match(
    refreshLine ?? '',
    /^recomengine_refresh=[\w-]{43}; Max-Age=604800; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict$/,
  );
  assert.match(csrfLine ?? '', /^recomengine_csrf=[\w-]+; Max-Age=604800; Path=\/; SameSite=Strict$/);
});

test('an e-mail address that no mail reaches makes no account, and is still asked of who logs in', async () => {
  const answer = await signup('ada@shop');
  assert.equal(answer.status, 400);
  assert.deepEqual(answer.body.errors, [
    { path: '/email', message: '`email` must end in a domain with a dot, as in ada@example.com.', code: 'refused' },
  ]);
  const { body } = await signup('ada');
  assert.deepEqual(
    body.errors.map(({ code }: { code: string }) => code),
    ['format'],
    'what is no address at all is told once',
  );
  const login = await ask(`${api}/login`, { body: { email: 'ada@shop', password } });
  assert.equal(login.status, 401, 'control: an account of before is asked for its password');
});

test('a password has 8 to 72 bytes, and what follows the 72nd is not ignored at login', async () => {
  assert.equal((await signup('short@shop.example', { password: '1234567' })).status, 400);
  assert.equal((await signup('long@shop.example', { password: 'ä'.repeat(37) })).status, 400);
  const longest = 'ä'.repeat(36);
  assert.equal((await signup('longest@shop.example', { password: longest })).status, 201);
  assert.equal((await login('longest@shop.example', `${longest}x`)).status, 401);
  assert.equal((await login('longest@shop.example', longest)).status, 200);
});

test('a wrong password and an unknown e-mail are one and the same answer, and take as long', async () => {
  await signup('bob@shop.example');
  const timed = async (email: string) => {
    const beganMs = performance.now();
    const answer = await login(email, 'not the password');
    return { answer, ms: performance.now() - beganMs };
  };
  const [wrong, unknown] = [await timed('bob@shop.example'), await timed('nobody@shop.example')];
  assert.equal(wrong.answer.status, 401);
  assert.match(wrong.answer.headers.get('www-authenticate') ?? '', /^Bearer .*scope="admin"/);
  const strip = ({ body }: Answer) => ({ ...body, meta: null });
  assert.deepEqual(strip(wrong.answer), strip(unknown.answer));
  // The shortest of several, since other work on the machine only adds to a time.
  const [wrongMs, unknownMs] = [[wrong.ms], [unknown.ms]];
  for (let n = 0; n < 3; n += 1) {
    wrongMs.push((await timed('bob@shop.example')).ms);
    unknownMs.push((await timed('nobody@shop.example')).ms);
  }
  assert.ok(Math.min(...unknownMs) > Math.min(...wrongMs) / 3, `${unknownMs} ms against ${wrongMs} ms`);
});

test('an account is closed to an address after 10 wrong passwords, and right ones do not count', async () => {
  await signup('eve@shop.example');
  for (let tries = 0; tries < 2; tries++) assert.equal((await login('eve@shop.example')).status, 200);
  const answers = await Promise.all(Array.from({ length: 12 }, () => login('eve@shop.example', 'a guess')));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...new Array(10).fill(401), 429, 429]);
  const refused = await login('eve@shop.example');
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 800);
  assert.equal((await login('ada@shop.example')).status, 200, 'control: another account is open');
});

test('refresh rotates; a cookie that another client sends again ends the whole session (FR-002)', async () => {
  const first = sessionOf(await signup('rotate@shop.example'));
  const answer = await refresh(first);
  assert.equal(answer.status, 200);
  const second = sessionOf(answer);
  assert.notEqual(second.cookie, first.cookie);
  assert.equal((await me(answer.body.data.accessToken)).status, 200);
  assert.equal((await refresh({ ...first, 'user-agent': 'a thief' })).status, 401, 'reuse');
  assert.equal((await refresh(second)).status, 401, 'and its successor is revoked with it');
  const other = sessionOf(await login('rotate@shop.example'));
  assert.equal((await refresh(other)).status, 200, 'control: another session of the same admin goes on');
});

test('cookie routes want the CSRF token in cookie and header, made for this very session', async () => {
  const session = sessionOf(await signup('csrf@shop.example'));
  const foreign = sessionOf(await signup('csrf-foreign@shop.example'));
  const refreshOnly = session.cookie!.split('; ')[0]!;
  for (const path of ['/refresh', '/logout']) {
    const post = (headers: Record<string, string>) => ask(`${api}${path}`, { method: 'POST', headers });
    assert.equal((await post({})).status, 401);
    assert.equal((await post({ cookie: session.cookie! })).status, 403);
    assert.equal((await post({ ...session, 'x-csrf-token': 'made up' })).status, 403);
    const planted = foreign['x-csrf-token']!;
    assert.equal(
      (await post({ cookie: `${refreshOnly}; recomengine_csrf=${planted}`, 'x-csrf-token': planted })).status,
      403,
    );
  }
  assert.equal((await refresh(session)).status, 200, 'control');
});

test('logout ends the session and the access token', async () => {
  const opened = await signup('out@shop.example');
  const token = opened.body.data.accessToken;
  const session = sessionOf(opened);
  const answer = await ask(`${api}/logout`, { method: 'POST', token, headers: session });
  assert.equal(answer.status, 200);
  assert.ok(answer.headers.getSetCookie().every((line) => line.includes('Max-Age=0')));
  assert.equal((await me(token)).status, 401);
  assert.equal((await refresh(session)).status, 401);
});

test('logout without a cookie ends the access token that is sent, and needs one that is valid', async () => {
  const opened = await signup('token-only@shop.example');
  const token = opened.body.data.accessToken;
  const logout = (headers: Record<string, string>) => ask(`${api}/logout`, { method: 'POST', token, headers });
  assert.equal(
    (await logout({ cookie: sessionOf(opened).cookie! })).status,
    403,
    'control: a cookie wants its CSRF token',
  );
  assert.equal((await me(token)).status, 200, 'control: nothing has ended yet');
  assert.equal((await logout({})).status, 200);
  assert.equal((await me(token)).status, 401);
  assert.equal((await refresh(sessionOf(opened))).status, 200, 'the session of the cookie goes on: it was not named');
  assert.equal((await ask(`${api}/logout`, { method: 'POST', token: 'made.up.token' })).status, 401);
});

test('a changed password ends every other session, and the old one no longer logs in', async () => {
  const opened = await signup('change@shop.example');
  const token = opened.body.data.accessToken;
  const own = sessionOf(opened);
  const other = sessionOf(await login('change@shop.example'));
  const change = (currentPassword: string) =>
    ask(`${api}/me`, {
      method: 'PATCH',
      token,
      headers: { cookie: own.cookie! },
      body: { currentPassword, newPassword: 'another long one' },
    });
  assert.equal((await change('wrong one')).status, 403);
  assert.equal((await refresh(other)).status, 200, 'control: nothing happened yet');
  const third = sessionOf(await login('change@shop.example'));
  assert.equal((await change(password)).status, 200);
  assert.equal((await refresh(third)).status, 401);
  assert.equal((await refresh(own)).status, 200, 'this very session stays');
  assert.equal((await login('change@shop.example')).status, 401);
  assert.equal((await login('change@shop.example', 'another long one')).status, 200);
});

test('a forgotten password is set anew with a token that works once', async () => {
  await signup('lost@shop.example');
  const forgot = (email: string) => ask(`${api}/forgot-password`, { body: { email } });
  const known = await forgot('lost@shop.example');
  const unknown = await forgot('nobody@shop.example');
  assert.deepEqual([known.status, unknown.status], [202, 202]);
  assert.deepEqual(known.body.data, unknown.body.data);
  const tokenPattern = /token=([\w-]{43})/;
  await waitFor(
    async () => tokenPattern.test(app.logged()),
    () => 'the token in the log',
  );
  const token = tokenPattern.exec(app.logged())?.[1];
  const reset = () => ask(`${api}/reset-password`, { body: { token, password: 'brand new words' } });
  assert.equal((await ask(`${api}/reset-password`, { body: { token: 'made up', password } })).status, 400);
  assert.equal((await reset()).status, 200);
  assert.equal((await reset()).status, 400);
  assert.equal((await login('lost@shop.example', 'brand new words')).status, 200);
});

test('what an admin did to the account is on the audit trail, which nobody can rewrite', async () => {
  const { rows } = await app.owner.query<{ action: string }>('SELECT DISTINCT action FROM audit_log ORDER BY action');
  const actions = rows.map(({ action }) => action);
  assert.deepEqual(actions, [
    'admin.logged_in',
    'admin.login_failed',
    'admin.password_changed',
    'admin.password_reset',
    'admin.signed_up',
  ]);
  await assert.rejects(app.database.query('UPDATE audit_log SET action = $1', ['nothing']), /permission denied/);
});

test('no password, token or e-mail was logged', () => {
  assert.ok(app.logged().includes('answered'), 'control: something was');
  assert.doesNotMatch(app.logged(), /correct horse|@shop\.example|eyJhbGci/);
});
