import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assignVariant, bucketOf, isHeldOut } from './assign.ts';

const first32Bits = (text: string) => hash('sha256', text, 'buffer').readUInt32BE(0);
const { vectors } = JSON.parse(
  readFileSync(new URL('../../schemas/assignment-vectors.json', import.meta.url), 'utf8'),
) as { vectors: { userId: string; experimentId: string; bucket: number }[] };

test('every published vector holds (FR-018)', () => {
  assert.equal(vectors.length, 20);
  for (const { userId, experimentId, bucket } of vectors)
    assert.equal(bucketOf(userId, experimentId, first32Bits), bucket);
});

test('below the split is control: of 10,000 users a share as large as the split, also of 1 and 99', () => {
  const experimentId = vectors[0]!.experimentId;
  for (const trafficSplit of [1, 50, 99]) {
    const users = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
    const control = users.filter((id) => assignVariant({ experimentId, trafficSplit }, id, first32Bits) === 'control');
    assert.ok(Math.abs(control.length / 100 - trafficSplit) < 1.5, `${trafficSplit}: ${control.length}`);
  }
});

test('the holdout is by the tenant, so that it stays while experiments come and go', () => {
  const users = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
  const heldOut = users.filter((id) => isHeldOut(vectors[0]!.experimentId, 5, id, first32Bits));
  assert.ok(Math.abs(heldOut.length - 500) < 100, `${heldOut.length}`);
});
