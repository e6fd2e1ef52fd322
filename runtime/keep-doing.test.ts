import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeepDoingOptions, keepDoing } from './keep-doing.ts';

const neverMs = 3_600_000;
const options = (over: Partial<KeepDoingOptions> = {}): KeepDoingOptions => ({
  everyMs: 0,
  onError: (error) => assert.fail(String(error)),
  ...over,
});
/** Work of which a test can await each start, and which ends when the test says so. */
function heldWork() {
  let begun = 0;
  let running = 0;
  let mostAtOnce = 0;
  let next = Promise.withResolvers<void>();
  let end = Promise.withResolvers<void>();
  return {
    async work() {
      begun += 1;
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      next.resolve();
      await end.promise;
      running -= 1;
    },
    begins: () => next.promise,
    letEnd() {
      next = Promise.withResolvers();
      end.resolve();
      end = Promise.withResolvers();
    },
    seen: () => ({ begun, running, mostAtOnce }),
  };
}
const nextTurns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('work that is slow is not begun again before it has ended, and then it is', async () => {
  const held = heldWork();
  const kept = keepDoing(held.work, options());
  await held.begins();
  await nextTurns();
  assert.deepEqual(held.seen(), { begun: 1, running: 1, mostAtOnce: 1 });
  held.letEnd();
  await held.begins();
  assert.deepEqual(held.seen(), { begun: 2, running: 1, mostAtOnce: 1 });
  const closed = kept.close();
  held.letEnd();
  await closed;
});

test('control: an interval does begin it again', async () => {
  const held = heldWork();
  const interval = setInterval(held.work, 1);
  while (held.seen().begun < 3) await nextTurns();
  clearInterval(interval);
  assert.ok(held.seen().mostAtOnce >= 3);
  held.letEnd();
});

test('close ends a pause at once, and nothing is begun after it', async () => {
  let begun = 0;
  await keepDoing(() => (begun += 1), options({ everyMs: neverMs })).close();
  assert.equal(begun, 0);
});

test('close aborts the work that runs, and waits until it has ended', async () => {
  const aborted = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let isEnded = false;
  const kept = keepDoing(async (signal) => {
    signal.addEventListener('abort', () => aborted.resolve());
    begun.resolve();
    await aborted.promise;
    await nextTurns();
    isEnded = true;
  }, options());
  await begun.promise;
  await kept.close();
  assert.equal(isEnded, true);
});

test('what is thrown or rejected is told, and the work goes on', async () => {
  const told: unknown[] = [];
  const thrice = Promise.withResolvers<void>();
  let times = 0;
  const kept = keepDoing(
    () => {
      times += 1;
      if (times === 1) throw new Error('thrown');
      if (times === 2) return Promise.reject(new Error('rejected'));
      thrice.resolve();
      return new Promise((resolve) => setImmediate(resolve));
    },
    options({ onError: (error) => told.push((error as Error).message) }),
  );
  await thrice.promise;
  await kept.close();
  assert.deepEqual(told, ['thrown', 'rejected']);
});
