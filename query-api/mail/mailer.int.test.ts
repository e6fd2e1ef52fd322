import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createLogger } from '#runtime/logger.ts';
import { waitFor } from '#testing/product.ts';
import { openSmtpServer, type SmtpServer } from '#testing/smtp-server.ts';
import { type Mailer, openMailer } from './open-mailer.ts';
import { smtpOptionsOf } from './smtp-options.ts';

const tries = 5;
const mail = {
  to: 'ada@shop.example',
  subject: 'Grüße',
  text: 'One line.\n.\nA line of one dot, and a link: https://x.example/?a=1\n',
};

let server: SmtpServer;
let mailer: Mailer;
let logged: string;

const open = (url: string, firstWaitMs = 1) => {
  const destination = { write: (line: string) => (logged += line) };
  const logger = createLogger({ level: 'debug', isJson: true, name: 'mail-test', destination });
  return openMailer({ url, from: 'RecomEngine <no-reply@recomengine.example>', logger, firstWaitMs });
};
beforeEach(async () => {
  server = await openSmtpServer();
  logged = '';
  mailer = open(server.url);
});
afterEach(async () => {
  await mailer.close();
  await server.close();
});

const received = (count: number) =>
  waitFor(
    async () => server.mails.length >= count,
    () => `${count} mails; ${logged}`,
  );
const given = () =>
  waitFor(
    async () => logged.includes('a mail was not sent'),
    () => `given up; ${logged}`,
  );
const triesSeen = () => server.commands.filter((command) => command.startsWith('MAIL FROM')).length;

test('a mail is handed to the server with its sender, address, subject and text', async () => {
  assert.equal(mailer.send(mail), true);
  await received(1);
  const [{ from, to, data, user } = assert.fail()] = server.mails;
  assert.deepEqual([from, to, user], ['no-reply@recomengine.example', ['ada@shop.example'], null]);
  assert.match(data, /^From: RecomEngine <no-reply@recomengine\.example>$/m);
  assert.match(data, /^Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=$/m);
  assert.match(data, /^One line\.\n\.\nA line of one dot/m);
  assert.equal(logged, '');
});

test('name and password of the URL are used to log in', async () => {
  await mailer.close();
  mailer = open(server.url.replace('smtp://', 'smtp://shop%40mail:p%2Fw@'));
  mailer.send(mail);
  await received(1);
  assert.equal(server.mails[0]?.user, 'shop@mail:p/w');
});

for (const [what, command, reply] of [
  ['a server that is busy', 'RCPT', '451 try later'],
  ['a connection that breaks', 'DATA', 'hang'],
  ['a server that wants the commands in another order', 'MAIL', '503 not now'],
] as const) {
  test(`${what} is asked again, and the mail goes once`, async () => {
    server.refuse(command, reply, 2);
    mailer.send(mail);
    await received(1);
    assert.equal(triesSeen(), 3);
    assert.equal(server.mails.length, 1);
  });
}

test('after five tries a mail is given up, and the log has codes and no address', async () => {
  server.refuse('RCPT', '450 <ada@shop.example> is greylisted', 100);
  mailer.send(mail);
  await given();
  assert.equal(triesSeen(), tries);
  assert.equal(server.mails.length, 0);
  assert.match(logged, /"responseCode":450/);
  assert.doesNotMatch(logged, /ada|shop\.example|greylisted/);
});

test('a refusal for good is not asked again', async () => {
  server.refuse('RCPT', '550 5.1.1 <ada@shop.example>: no such mailbox', 1);
  mailer.send(mail);
  await given();
  assert.equal(triesSeen(), 1);
  assert.doesNotMatch(logged, /ada|mailbox/);
  mailer.send(mail);
  await received(1);
});

test('where nobody listens it is given up after its tries, and nothing is thrown', async () => {
  await mailer.close();
  mailer = open('smtp://127.0.0.1:1');
  mailer.send(mail);
  await given();
  assert.equal(logged.match(/a mail is tried again/g)?.length, tries - 1);
});

test('a server without STARTTLS gets neither password nor mail where TLS is required', async () => {
  await mailer.close();
  mailer = open(`${server.url.replace('smtp://', 'smtp://user:word@')}?requireTLS=true`);
  mailer.send(mail);
  await given();
  assert.ok(!server.commands.some((command) => /^(AUTH|MAIL)/.test(command)), server.commands.join());
});

test('close lets go of what waits for another try, and takes nothing more', async () => {
  await mailer.close();
  // If `close` waited that long, the test's own timeout would end it.
  mailer = open(server.url, 3_600_000);
  server.refuse('RCPT', '451 try later', 100);
  mailer.send(mail);
  await waitFor(
    async () => logged.includes('tried again'),
    () => logged,
  );
  await mailer.close();
  assert.match(logged, /a mail was not sent/);
  assert.equal(mailer.send(mail), false);
});

test('more than 500 mails at once are not taken; those before are sent', async () => {
  const taken = Array.from({ length: 510 }, () => mailer.send(mail));
  assert.equal(taken.filter((isTaken) => isTaken).length, 500);
  await received(500);
});

test('TLS is required wherever a mail leaves this machine, if nobody says otherwise', () => {
  const of = (url: string) => {
    const { host, port, secure, requireTLS } = smtpOptionsOf(url);
    return [host, port, secure, requireTLS];
  };
  assert.deepEqual(of('smtps://mail.example'), ['mail.example', 465, true, false]);
  assert.deepEqual(of('smtp://mail.example'), ['mail.example', 587, false, true]);
  assert.deepEqual(of('smtp://mail.example:25?requireTLS=false'), ['mail.example', 25, false, false]);
  assert.deepEqual(of('smtp://localhost:1025'), ['localhost', 1025, false, false]);
  assert.deepEqual(of('smtp://[::1]:1025'), ['::1', 1025, false, false]);
});
