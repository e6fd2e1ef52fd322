import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '#runtime/http/problem.ts';
import { createQueue } from '#runtime/queue.ts';
import { plainTenant } from '#testing/plain.ts';
import { createAsOfAnswerer } from './answer-on-thread.ts';

test('questions about the past are counted while they wait for a thread, also those whose asker has left', async () => {
  const queue = createQueue();
  const answer = createAsOfAnswerer({ databaseUrl: 'postgres://api@127.0.0.1:1/nothing', now: Date.now, queue });
  const ask = () =>
    answer({
      tenant: plainTenant(),
      scope: 1,
      question: { as_of: '2026-11-20T10:00:00Z' },
      acceptLanguage: undefined,
      signal: AbortSignal.abort(),
    });
  const asked = [ask(), ask(), ask()];
  assert.equal(queue.size(), 3);
  for (const one of await Promise.allSettled(asked)) {
    assert.equal(one.status, 'rejected');
    assert.ok(one.reason instanceof Problem && one.reason.status === 408, String(one.reason));
  }
  assert.equal(queue.size(), 0);
});
