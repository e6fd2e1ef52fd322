import assert from 'node:assert/strict';
import test from 'node:test';
import { murmur2, partitionFor } from './partition.ts';

test("murmur2 gives the figures of Kafka's own test (UtilsTest.testMurmur2)", () => {
  const cases: [string, number][] = [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ];
  for (const [text, expected] of cases) assert.equal(murmur2(Buffer.from(text)), expected, text);
});

test('keys spread evenly over the partitions, and the same key always lies in the same one', () => {
  const counts = [0, 0, 0, 0];
  for (let n = 0; n < 4_000; n++) {
    const partition = partitionFor(`1:shopper-${n}`, 4);
    counts[partition] = (counts[partition] ?? 0) + 1;
    assert.equal(partitionFor(`1:shopper-${n}`, 4), partition);
  }
  assert.ok(
    counts.every((count) => count > 900),
    counts.join(),
  );
});
