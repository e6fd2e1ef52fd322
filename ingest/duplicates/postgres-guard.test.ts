import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPostgresGuard } from './postgres-guard.ts';

function guardOf(options: { answerWithinMs?: number } = {}) {
  const failures: unknown[] = [];
  const clock = { ms: 0 };
  const guard = createPostgresGuard({
    now: () => clock.ms,
    onFailure: (error) => failures.push(error),
    pauseMs: 1_000,
    ...options,
  });
  return { guard, failures, clock };
}

test('an answer passes through', async () => {
  const { guard, failures } = guardOf();
  assert.equal(await guard(async () => 7), 7);
  assert.deepEqual(failures, []);
});

test('after a failure nobody asks until the pause is over', async () => {
  const { guard, failures, clock } = guardOf();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked === 1) throw new Error('down');
    return 'up';
  };
  assert.equal(await guard(ask), undefined);
  assert.equal(await guard(ask), undefined);
  assert.deepEqual([asked, failures.length], [1, 1]);
  clock.ms = 1_000;
  assert.equal(await guard(ask), 'up');
});

test('a question that hangs is given up in time', async () => {
  const { guard, failures } = guardOf({ answerWithinMs: 5 });
  const keepAlive = setInterval(() => {}, 1_000);
  assert.equal(await guard(() => new Promise(() => {})), undefined);
  clearInterval(keepAlive);
  assert.equal(failures.length, 1);
});
