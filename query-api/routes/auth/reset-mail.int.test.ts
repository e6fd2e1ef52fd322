import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { openSmtpServer, type SmtpServer } from '#testing/smtp-server.ts';
import { resetLink } from './reset-mail.ts';

const password = 'correct horse battery';
const mailsAnHour = 5;

let server: SmtpServer;
let app: ApiApp;
let api: string;

before(async () => {
  server = await openSmtpServer();
  app = await openApiApp({ smtpUrl: server.url, isProduction: true });
  api = `${app.url}/api/v1/auth`;
});
after(async () => {
  await app.remove();
  await server.close();
});

const signUp = (email: string) => ask(`${api}/signup`, { body: { email, password } });
const forgot = (email: string) => ask(`${api}/forgot-password`, { body: { email } });
const mailsTo = (email: string) => server.mails.filter(({ to }) => to.includes(email));
const mailed = (email: string, count: number) =>
  waitFor(
    async () => mailsTo(email).length >= count,
    () => `${count} mails\n${app.logged()}`,
  );
/** Long lines are folded in transport. */
const textOf = (data: string) => data.replaceAll('=\n', '').replaceAll('=3D', '=');
const linkOf = (data: string) => /^https:\S+$/m.exec(textOf(data))?.[0] ?? '';

test('a forgotten password is set anew by the link of a mail, which works once', async () => {
  await signUp('ada@shop.example');
  assert.equal((await forgot('ADA@shop.example')).status, 202);
  await mailed('ada@shop.example', 1);
  const { data } = mailsTo('ada@shop.example')[0]!;
  assert.match(data, /^Subject: Set a new password for RecomEngine$/m);
  assert.match(textOf(data), /works once, for an hour/);
  const link = new URL(linkOf(data));
  assert.equal(`${link.origin}${link.pathname}`, 'https://console.example/reset-password');
  const token = link.searchParams.get('token');
  const reset = () => ask(`${api}/reset-password`, { body: { token, password: 'brand new words' } });
  assert.equal((await reset()).status, 200);
  assert.equal((await reset()).status, 400);
  const login = await ask(`${api}/login`, { body: { email: 'ada@shop.example', password: 'brand new words' } });
  assert.equal(login.status, 200);
});

test('an unknown address gets the same answer, and no mail', async () => {
  await signUp('bob@shop.example');
  const [unknown, known] = [await forgot('nobody@shop.example'), await forgot('bob@shop.example')];
  assert.deepEqual([unknown.status, unknown.body.data], [known.status, known.body.data]);
  await mailed('bob@shop.example', 1);
  assert.equal(mailsTo('nobody@shop.example').length, 0);
});

test('a mail server that is busy does not hold up the answer; the mail comes later', async () => {
  await signUp('late@shop.example');
  server.refuse('RCPT', '451 try later', 2);
  assert.equal((await forgot('late@shop.example')).status, 202);
  await mailed('late@shop.example', 1);
});

test('one that refuses is told in the log, without the address, and the answer is the same', async () => {
  await signUp('gone@shop.example');
  server.refuse('RCPT', '550 <gone@shop.example> is no mailbox', 1);
  assert.equal((await forgot('gone@shop.example')).status, 202);
  await waitFor(
    async () => app.logged().includes('a mail was not sent'),
    () => app.logged(),
  );
  assert.doesNotMatch(app.logged(), /@shop\.example|token=|mailbox/);
});

test('an account gets five mails an hour, whoever asks for more', async () => {
  await signUp('full@shop.example');
  for (let n = 0; n < mailsAnHour + 3; n++) assert.equal((await forgot('full@shop.example')).status, 202);
  await mailed('full@shop.example', mailsAnHour);
  // Mails are sent in order: once this one is there, no earlier mail is still to come.
  await signUp('next@shop.example');
  await forgot('next@shop.example');
  await mailed('next@shop.example', 1);
  assert.equal(mailsTo('full@shop.example').length, mailsAnHour);
});

test('a console below a path keeps it in the link', () => {
  assert.equal(resetLink('https://x.example/console', 'a_b'), 'https://x.example/console/reset-password?token=a_b');
});
