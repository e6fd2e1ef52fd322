import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fromSender } from './from-sender.ts';

const patient = { bytes: 4, inMs: 60_000 };
const never = new AbortController().signal;

async function read(
  bytes: AsyncIterable<Buffer>,
): Promise<{ text: string; error?: { status?: number; code?: string } }> {
  let text = '';
  try {
    for await (const piece of bytes) text += piece;
    return { text };
  } catch (error) {
    return { text, error: error as { status?: number; code?: string } };
  }
}

test('a body is read to its end, however it is cut', async () => {
  const input = new PassThrough();
  const reading = read(fromSender(input, never, patient));
  for (const piece of ['a', 'bcdef', 'g']) input.write(piece);
  input.end();
  assert.deepEqual(await reading, { text: 'abcdefg' });
});

test('who sends nothing, or less than the pace in its time, is a 408, and the connection is left to the answer', async () => {
  for (const piece of ['', 'abc']) {
    const input = new PassThrough();
    if (piece !== '') input.write(piece);
    const { text, error } = await read(fromSender(input, never, { bytes: 4, inMs: 20 }));
    assert.deepEqual([text, error?.status, input.destroyed], [piece, 408, false]);
  }
});

test('the time in which nobody waited for the sender is none of the sender', async () => {
  const input = new PassThrough();
  input.end('abcd');
  const bytes = fromSender(input, never, { bytes: 8, inMs: 50 });
  assert.equal(String((await bytes.next()).value), 'abcd');
  const begunMs = performance.now();
  while (performance.now() - begunMs < 60);
  assert.equal((await bytes.next()).done, true);
});

test('it ends with the reason for which nobody waits, be it before or while it reads', async () => {
  const reason = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  const leaving = new AbortController();
  const input = new PassThrough();
  const reading = read(fromSender(input, leaving.signal, patient));
  input.write('abc');
  leaving.abort(reason);
  assert.equal((await reading).error, reason);
  assert.deepEqual(await read(fromSender(new PassThrough(), leaving.signal, patient)), { text: '', error: reason });
});

test('who stops to read leaves the rest to whoever drains it', async () => {
  const input = new PassThrough();
  input.write('abc');
  for await (const piece of fromSender(input, never, patient)) {
    assert.equal(String(piece), 'abc');
    break;
  }
  assert.equal(input.destroyed, false);
  const drained = new Promise((resolve) => input.once('end', resolve));
  input.resume();
  input.end('rest');
  await drained;
});
