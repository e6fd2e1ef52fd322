import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStreamPlaces } from './stream-places.ts';

const statusOf = (work: () => unknown) => {
  try {
    work();
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
};

test('a tenant has so many places and all of them together so many; who leaves gives one back', () => {
  const heard: number[] = [];
  const places = createStreamPlaces({ ofTenant: 2, ofAll: 3, said: 'Two at most.', onChange: (n) => heard.push(n) });
  const [leave] = [places.take('a'), places.take('a')];
  assert.equal(
    statusOf(() => places.take('a')),
    429,
  );
  places.take('b');
  assert.equal(
    statusOf(() => places.take('b')),
    503,
  );
  leave?.();
  assert.equal(
    statusOf(() => places.take('b')),
    200,
    'control: there is a place again',
  );
  assert.deepEqual(heard, [1, 2, 3, 2, 3]);
});
