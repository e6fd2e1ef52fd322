import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInterner } from '../memory/interner.ts';
import { jointItemsOf } from './joint-items.ts';

const shardOf = (...names: string[]) => {
  const items = createInterner();
  for (const name of names) items.intern(name);
  return { items };
};

test('a product has one number in all shards, and each shard its own item for it', () => {
  const shards = [shardOf('a', 'b'), shardOf('b', 'c')];
  const joint = jointItemsOf(shards);
  assert.equal(joint.size, 3);
  for (const name of 'abc') {
    const number = joint.find(name);
    assert.equal(joint.nameOf(number), name);
    for (const [shard, { items }] of shards.entries()) {
      const item = items.find(name);
      assert.equal(joint.itemsOf(shard)[number] ?? -1, item, `${name} in ${shard}`);
      if (item >= 0) assert.equal(joint.numbersOf(shard)[item], number);
    }
  }
  assert.equal(joint.find('d'), -1);
});

test('what a shard learns later is added, also hundreds of products; other shards have numbers of their own', () => {
  const shards = [shardOf('a'), shardOf('b')];
  const before = jointItemsOf(shards);
  const names = Array.from({ length: 500 }, (_, n) => `p${n}`);
  for (const name of names) shards[1]?.items.intern(name);
  const joint = jointItemsOf(shards);
  assert.equal(joint, before, 'it is continued, not made anew');
  assert.equal(joint.size, 502);
  for (const name of names) {
    assert.equal(joint.itemsOf(0)[joint.find(name)] ?? -1, -1);
    assert.equal(joint.itemsOf(1)[joint.find(name)], shards[1]?.items.find(name));
  }
  const restored = jointItemsOf([shards[0] ?? shardOf(), shardOf('z')]);
  assert.deepEqual([restored.size, restored.find('b'), restored.nameOf(restored.find('z'))], [2, -1, 'z']);
});
