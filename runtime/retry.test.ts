import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RetryOptions, retry } from './retry.ts';

function optionsFor(over: Partial<RetryOptions> = {}): RetryOptions & { waits: number[] } {
  const waits: number[] = [];
  return {
    firstMs: 1,
    maxMs: 4,
    signal: new AbortController().signal,
    isRetryable: () => true,
    random: () => 1,
    onRetry: (_error, _attempt, waitMs) => waits.push(waitMs),
    ...over,
    waits,
  };
}

const failing = (times: number) => {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
};

test('ends after so many tries, with the last error', async () => {
  const options = optionsFor({ tries: 3 });
  await assert.rejects(retry(failing(9), options), /failure 3/);
  assert.equal(options.waits.length, 2);
  assert.equal(await retry(failing(2), optionsFor({ tries: 3 })), 3, 'control');
});

test('waits twice as long each time, up to the limit, until it succeeds', async () => {
  const options = optionsFor();
  assert.equal(await retry(failing(4), options), 5);
  assert.deepEqual(options.waits, [1, 2, 4, 4]);
});

test('jitter takes off up to half', async () => {
  const options = optionsFor({ random: () => 0 });
  await retry(failing(2), options);
  assert.deepEqual(options.waits, [0.5, 1]);
});

test('an error that another try cannot mend is thrown at once', async () => {
  const options = optionsFor({ isRetryable: () => false });
  await assert.rejects(retry(failing(1), options), /failure 1/);
  assert.deepEqual(options.waits, []);
});

test('an abort ends the waiting with the last error', async () => {
  const stop = new AbortController();
  const options = optionsFor({
    firstMs: 3_600_000,
    maxMs: 3_600_000,
    signal: stop.signal,
    onRetry: () => stop.abort(),
  });
  await assert.rejects(retry(failing(9), options), /failure 1/);
});
