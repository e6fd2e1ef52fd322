import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import { putInForce } from './put-in-force.ts';

/** Polls of which the first fail so often. */
const failing = (times: number, error: Error) => {
  let polls = 0;
  return {
    async refresh() {
      if (++polls <= times) throw error;
    },
    polls: () => polls,
  };
};
const lost = new DatabaseUnavailable(new Error('too slow'));

test('a change is in force though a poll was given up, and pending once several were', async () => {
  assert.deepEqual(await putInForce(failing(0, lost)), {});
  const slow = failing(2, lost);
  assert.deepEqual([await putInForce(slow), slow.polls()], [{}, 3]);
  assert.deepEqual(await putInForce(failing(100, lost)), { pending: true });
});

test('what is no loss of Postgres is thrown', async () => {
  await assert.rejects(putInForce(failing(1, new Error('of another kind'))), /of another kind/);
});
