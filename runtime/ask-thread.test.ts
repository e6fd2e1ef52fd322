import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askThread } from './ask-thread.ts';

const script = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
const answering = `import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage(workerData.n + 1); setInterval(() => {}, 1e6);`;

test('a thread answers its task, and ends with its answer', async () => {
  assert.equal(await askThread<number>(script(answering), { n: 41 }), 42);
});

test('what a thread throws is thrown, and one that ends without a word is told', async () => {
  await assert.rejects(askThread(script(`throw new Error('broken')`), {}), /broken/);
  await assert.rejects(askThread(script(''), {}), /ended without an answer/);
});

test('a thread ends with the signal, before it has begun and at work', async () => {
  const endless = script('for (;;);');
  const reason = new Error('nobody waits');
  await assert.rejects(askThread(endless, {}, AbortSignal.abort(reason)), reason);
  const leaving = new AbortController();
  const asked = askThread(endless, {}, leaving.signal);
  leaving.abort(reason);
  await assert.rejects(asked, reason);
});
