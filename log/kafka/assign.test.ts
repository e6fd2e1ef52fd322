import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, decodeAssignment, encodeSubscription } from './assign.ts';

const member = (memberId: string, ...topics: string[]) => ({ memberId, memberMetadata: encodeSubscription(topics) });
const partitionsOf = new Map([
  ['events', [0, 1, 2, 3]],
  ['catalog', [0]],
]);
const shares = (members: ReturnType<typeof member>[]) =>
  Object.fromEntries(
    assign(members, partitionsOf).map(({ memberId, memberAssignment }) => [
      memberId,
      Object.fromEntries(decodeAssignment(memberAssignment)),
    ]),
  );

test('every partition goes to exactly one of the members who want its topic', () => {
  assert.deepEqual(shares([member('b', 'events'), member('a', 'events', 'catalog'), member('c', 'catalog')]), {
    a: { events: [0, 2], catalog: [0] },
    b: { events: [1, 3] },
    c: { catalog: [] },
  });
});

test('a lone member gets all, and the order in which members are told of changes nothing', () => {
  assert.deepEqual(shares([member('a', 'events')]), { a: { events: [0, 1, 2, 3] } });
  const members = ['x', 'y', 'z'].map((id) => member(id, 'events'));
  assert.deepEqual(shares(members), shares([...members].reverse()));
});

test('an empty assignment is none', () => {
  assert.equal(decodeAssignment(Buffer.alloc(0)).size, 0);
});
