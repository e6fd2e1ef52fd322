import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

/** Work of so many pieces that never waits for anything; tells when each piece is done. */
async function work(name: string, pieces: number, done: string[], turn: () => Promise<void>): Promise<void> {
  for (let piece = 0; piece < pieces; piece++) {
    await turn();
    done.push(name);
  }
}

/** Tells each turn of the event loop, while there are some. */
function watch(done: string[], turns: number): void {
  done.push('loop');
  if (turns > 1) setImmediate(() => watch(done, turns - 1));
}

test('each turn of the event loop has one piece, and those who ask take turns', async () => {
  const done: string[] = [];
  const turn = createTurns();
  setImmediate(() => watch(done, 5));
  await Promise.all([work('a', 3, done, turn), work('b', 2, done, turn)]);
  assert.deepEqual(
    done.filter((one) => one !== 'loop'),
    ['a', 'b', 'a', 'b', 'a'],
  );
  for (const [at, one] of done.entries()) if (at > 0) assert.notEqual(one !== 'loop' && done[at - 1] !== 'loop', true);
});

test('control: without turns work that never waits has the thread for itself', async () => {
  const done: string[] = [];
  setImmediate(() => watch(done, 1));
  await Promise.all([work('a', 3, done, async () => {}), work('b', 2, done, async () => {})]);
  assert.equal(done.includes('loop'), false);
});

test('it goes on after a pause', async () => {
  const turn = createTurns();
  await turn();
  await new Promise((resolve) => setImmediate(resolve));
  await turn();
});
