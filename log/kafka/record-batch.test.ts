import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import {
  type BatchHeader,
  type Compression,
  decodeRecordBatches,
  encodedBytes,
  encodeRecordBatch,
} from './record-batch.ts';

const header = (compression: Compression): BatchHeader => ({
  producerId: 7n,
  producerEpoch: 3,
  baseSequence: 11,
  timestampMs: 1_700_000_000_000,
  compression,
});
const record = (key: string, value: Uint8Array | null) => ({ key: Buffer.from(key), value });
const anyRecords = fc.array(
  fc.record({
    key: fc.string({ unit: 'grapheme', maxLength: 100 }),
    value: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: null }),
  }),
  { minLength: 1, maxLength: 200 },
);
const anyCompression = fc.constantFrom<Compression>('none', 'gzip', 'zstd');
const placed = (batch: Buffer, baseOffset: bigint) => {
  const copy = Buffer.from(batch);
  copy.writeBigInt64BE(baseOffset, 0);
  return copy;
};

test('crc32c gives the check values of RFC 3720', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
});

test('records come back as they were, at the offsets of their batch, whatever compressed them', () => {
  fc.assert(
    fc.property(anyRecords, anyCompression, fc.bigInt({ min: 0n, max: 2n ** 60n }), (records, compression, base) => {
      const batch = encodeRecordBatch(
        records.map(({ key, value }) => record(key, value)),
        header(compression),
      );
      const { records: found, nextOffset } = decodeRecordBatches(placed(batch, base), base);
      assert.equal(nextOffset, base + BigInt(records.length));
      assert.deepEqual(
        found.map(({ offset, timestampMs, key, value }) => ({ offset, timestampMs, key, value: value && [...value] })),
        records.map(({ key, value }, index) => ({
          offset: base + BigInt(index),
          timestampMs: 1_700_000_000_000,
          key: Buffer.from(key).toString(),
          value: value && [...value],
        })),
      );
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('no record takes more than was reckoned for it', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const all = records.map(({ key, value }) => record(key, value));
      assert.ok(
        encodeRecordBatch(all, header('none')).length <= 61 + all.reduce((sum, one) => sum + encodedBytes(one), 0),
      );
    }),
    { seed: 1 },
  );
});

test('kafkajs reads what we write, and we read what kafkajs writes', async () => {
  const require = createRequire(import.meta.url);
  const Decoder = require('kafkajs/src/protocol/decoder.js');
  const decode = require('kafkajs/src/protocol/recordBatch/v0/decoder.js');
  const records = [record('a', Buffer.from('first')), record('', null), record('ключ', Buffer.alloc(0))];
  const theirs = await decode(new Decoder(encodeRecordBatch(records, header('gzip'))));
  assert.deepEqual(
    theirs.records.map(({ key, value }: { key: Buffer; value: Buffer | null }) => ({ key, value })),
    records,
  );
  assert.deepEqual([theirs.producerId, theirs.producerEpoch, theirs.firstSequence], ['7', 3, 11]);

  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js');
  const Record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js');
  const batch = await RecordBatch({
    records: records.map(({ key, value }, offsetDelta) =>
      Record({ key, value, offsetDelta, timestampDelta: offsetDelta }),
    ),
    compression: 1,
    lastOffsetDelta: 2,
    firstTimestamp: 5,
  });
  assert.deepEqual(
    decodeRecordBatches(batch.buffer, 0n).records.map(({ key, value, timestampMs }) => ({ key, value, timestampMs })),
    records.map(({ key, value }, index) => ({ key: key.toString(), value, timestampMs: 5 + index })),
  );
});

test('a batch that is cut off at the end is left for the next fetch, and earlier offsets are passed over', () => {
  const batch = encodeRecordBatch([record('a', null), record('b', null)], header('none'));
  const both = Buffer.concat([placed(batch, 10n), placed(batch, 12n).subarray(0, -1)]);
  const { records, nextOffset } = decodeRecordBatches(both, 11n);
  assert.deepEqual(
    records.map(({ offset, key }) => [offset, key]),
    [[11n, 'b']],
  );
  assert.equal(nextOffset, 12n);
});

test('no more are decoded than were asked for, and the next fetch goes on behind them', () => {
  const batch = encodeRecordBatch([record('a', null), record('b', null), record('c', null)], header('gzip'));
  const broken = placed(batch, 13n).fill(0, 61);
  const both = Buffer.concat([placed(batch, 10n), broken]);
  for (const [from, maxRecords, found, next] of [
    [10n, 1, ['a'], 11n],
    [11n, 1, ['b'], 12n],
    [11n, 2, ['b', 'c'], 13n],
    [10n, 3, ['a', 'b', 'c'], 13n],
  ] as const) {
    const { records, nextOffset } = decodeRecordBatches(both, from, maxRecords);
    assert.deepEqual([records.map(({ key }) => key), nextOffset], [found, next]);
  }
  assert.throws(() => decodeRecordBatches(both, 10n, 4), { code: 'corrupt' }, 'control: the second batch is looked at');
});

test('a size that no batch has is corrupt, also one that would lead back to the same batch', () => {
  const batch = encodeRecordBatch([record('key', null)], header('none'));
  for (const size of [-12, 0, 48]) {
    const changed = Buffer.from(batch);
    changed.writeInt32BE(size, 8);
    assert.throws(() => decodeRecordBatches(changed, 0n), { code: 'corrupt', message: /shorter than its own header/ });
  }
  assert.equal(decodeRecordBatches(batch, 0n).records.length, 1);
});

test('a record without a length is corrupt, however many records its batch claims', () => {
  const batch = encodeRecordBatch([record('key', null)], header('none'));
  for (const length of [0, 1]) {
    const changed = Buffer.from(batch);
    changed[61] = length;
    changed.writeInt32BE(2 ** 31 - 1, 57);
    changed.writeUInt32BE(crc32c(changed.subarray(21)), 17);
    assert.throws(() => decodeRecordBatches(changed, 0n), { code: 'corrupt', message: /ends within a record/ });
  }
});

test('a changed bit, another format and a foreign compression are corrupt, not read', () => {
  const batch = encodeRecordBatch([record('key', Buffer.alloc(100, 7))], header('gzip'));
  for (const at of [21, 40, batch.length - 1]) {
    const changed = Buffer.from(batch);
    changed[at]! ^= 1;
    assert.throws(() => decodeRecordBatches(changed, 0n), { code: 'corrupt' });
  }
  const resealed = (change: (bytes: Buffer) => void) => {
    const changed = Buffer.from(batch);
    change(changed);
    changed.writeUInt32BE(crc32c(changed.subarray(21)), 17);
    return changed;
  };
  assert.throws(
    () =>
      decodeRecordBatches(
        resealed((b) => b.writeInt8(1, 16)),
        0n,
      ),
    /format 1/,
  );
  assert.throws(
    () =>
      decodeRecordBatches(
        resealed((b) => b.writeInt16BE(3, 21)),
        0n,
      ),
    /lz4 or snappy/,
  );
  assert.throws(
    () =>
      decodeRecordBatches(
        resealed((b) => b.fill(0, 61)),
        0n,
      ),
    /decompressed/,
  );
  assert.deepEqual(
    decodeRecordBatches(
      resealed(() => {}),
      0n,
    ).records.length,
    1,
  );
});

test('the time of the append stands for the time of the record where the topic says so', () => {
  const batch = encodeRecordBatch([record('k', null)], header('none'));
  batch.writeInt16BE(8, 21);
  batch.writeBigInt64BE(99n, 35);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  assert.equal(decodeRecordBatches(batch, 0n).records[0]?.timestampMs, 99);
});

test('what compression would make larger is sent as it is', () => {
  const small = encodeRecordBatch([record('k', null)], header('gzip'));
  assert.equal(small.readInt16BE(21), 0);
  const large = encodeRecordBatch([record('k', Buffer.alloc(1_000))], header('gzip'));
  assert.equal(large.readInt16BE(21), 1);
  assert.ok(large.length < gzipSync(Buffer.alloc(1_000)).length + 100);
});
