import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { findVisit } from './find-visit.ts';

const nowMs = 100 * 86_400_000;
const visitId = 'visit-4f0c9a2e-77b1';

let ids = 0;
/** Views of these products, a letter each, a second apart. */
const views = (userId: string, products: string, sessionId = visitId) =>
  [...products].map((productId) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(++ids, 12);
    const timestampMs = nowMs - 60_000 + ids * 1_000;
    return plainEvent({ id, userId, productId, sessionId, timestampMs, receivedAtMs: nowMs });
  });

/** The shards of these partitions, restored from their bytes if `isRestored`. */
function shardsOf(partitions: readonly ReturnType<typeof views>[], isRestored: boolean) {
  return partitions.flatMap((events) => {
    let shard = createInteractionShard();
    for (const event of events) shard.apply(event);
    if (isRestored) shard = createInteractionShard({ from: shard.snapshot() });
    return shard.scope(1) ?? [];
  });
}
const productsOf = (shards: ReturnType<typeof shardsOf>, change: object = {}, joins = true) =>
  findVisit(shards, { userId: 'u', sessionId: visitId, ...change }, nowMs, joins)?.products.join('') ?? '';

for (const isRestored of [false, true]) {
  test(`who logs in goes on with the visit of the same id, whatever partition it was in${isRestored ? ', restored too' : ''}`, () => {
    const stranger = views('v', 'xyz', 'visit-of-a-stranger');
    const before = views('anonymous', 'abc');
    const after = views('u', 'bd');
    assert.equal(productsOf(shardsOf([[...stranger, ...before]], isRestored)), 'abc', 'nothing under the name yet');
    for (const partitions of [[[...stranger, ...before, ...after]], [[...before, ...stranger], after]]) {
      const shards = shardsOf(partitions, isRestored);
      assert.equal(productsOf(shards), 'acbd');
      assert.equal(productsOf(shards, {}, false), 'bd', 'control: not joined');
      assert.equal(productsOf(shards, { userId: 'anonymous' }), 'dabc', 'and the other way round');
      assert.equal(productsOf(shards, { sessionId: 'another-visit-of-theirs' }), '');
    }
  });
}

test('an id that may be a counter or a time is joined to nobody', () => {
  for (const sessionId of ['7', '1782921600']) {
    const shards = shardsOf([[...views('v', 'abc', sessionId), ...views('u', 'd', sessionId)]], false);
    assert.equal(productsOf(shards, { sessionId }), 'd');
  }
});

test('what was joined goes when the shopper of before is erased, and the totals count both', () => {
  const shard = createInteractionShard();
  for (const event of [...views('anonymous', 'abc'), ...views('u', 'd')]) shard.apply(event);
  const shards = () => [shard.scope(1) ?? assert.fail('there are events')];
  const asked = { userId: 'u', sessionId: visitId };
  assert.equal(findVisit(shards(), asked, nowMs, true)?.total, 4, 'a kept answer ends with an event of either');
  shard.eraseShopper(1, 'anonymous');
  assert.equal(productsOf(shards()), 'd');
});
