import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchBytes, partitionRecords } from './partition-records.ts';

const record = (key: string, sizeBytes: number, partition: number) => ({
  key,
  value: Buffer.alloc(sizeBytes),
  partition,
});

test('the records of an append are sorted by partition, each with its index in the append', () => {
  const sorted = partitionRecords([record('a', 1, 2), record('b', 1, 0), record('c', 1, 2)], 4);
  assert.deepEqual(
    sorted.map(({ partition, indexes }) => [partition, indexes]),
    [
      [2, [0, 2]],
      [0, [1]],
    ],
  );
});

test('what is more than a batch goes into several, in its order', () => {
  const third = Math.floor(batchBytes / 3);
  const sorted = partitionRecords(
    ['a', 'b', 'c', 'd'].map((key) => record(key, third, 1)),
    4,
  );
  assert.deepEqual(
    sorted.map(({ indexes }) => indexes),
    [
      [0, 1],
      [2, 3],
    ],
  );
  for (const { bytes } of sorted) assert.ok(bytes <= batchBytes);
});

test('a record that fits into no batch is refused', () => {
  assert.throws(() => partitionRecords([record('a', batchBytes, 0)], 4), { code: 'record_too_large' });
});
