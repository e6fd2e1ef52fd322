import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openPasswords } from './passwords.ts';

const passwords = openPasswords();
after(() => passwords.close());
const { signal: always } = new AbortController();

test('a password fits its own hash, and no other one nor that of nobody', async () => {
  const hash = await passwords.hash('correct horse', always);
  assert.equal(await passwords.verify('correct horse', hash, always), true);
  assert.equal(await passwords.verify('another horse', hash, always), false);
  assert.equal(await passwords.verify('correct horse', null, always), false);
});

test('whoever has gone is passed over, and who comes after is served in order', async () => {
  const gone = new AbortController();
  const done: string[] = [];
  const ask = (name: string, ended: AbortSignal) =>
    passwords.hash(name, ended).then(
      () => done.push(name),
      (error: Error) => done.push(`${name}: ${error.message}`),
    );
  const all = [ask('first', always), ask('leaves', gone.signal), ask('third', always)];
  gone.abort();
  await Promise.all(all);
  assert.deepEqual(done, ['leaves: Nobody waits for the answer any more: nothing was done.', 'first', 'third']);
});

test('what is under way for somebody who leaves comes to nothing', async () => {
  const gone = new AbortController();
  const asked = passwords.hash('leaves', gone.signal);
  gone.abort();
  await assert.rejects(asked, { status: 408 });
  await assert.rejects(passwords.hash('left before', gone.signal), { status: 408 });
  assert.match(await passwords.hash('control', always), /^\$2b\$12\$/);
});

test('beyond 64 that wait a further one is sent away at once', async () => {
  const gone = new AbortController();
  const waiting = Array.from({ length: 64 }, () => passwords.hash('waits', gone.signal));
  const outcomes = Promise.allSettled(waiting);
  await assert.rejects(passwords.hash('one too many', always), { status: 503 });
  gone.abort();
  assert.ok((await outcomes).every(({ status }) => status === 'rejected'));
  assert.match(await passwords.hash('there is room again', always), /^\$2b/);
});
