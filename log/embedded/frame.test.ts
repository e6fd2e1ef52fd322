import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { LogRecord } from '../event-log.ts';
import { encodeBody, type Frame, keepRecords, recordsOf } from './frame.ts';

const records = [
  { key: 'a', value: Buffer.from('1') },
  { key: 'ключ', value: null },
  { key: '', value: Buffer.alloc(0) },
  { key: 'a', value: Buffer.from('2') },
];
const body = encodeBody(records);
const frame: Frame = { base_offset: 10, count: 4, appended_at: 7, crc: crc32(body), body };
const shown = (found: readonly LogRecord[]) =>
  found.map(({ offset, key, value }) => [Number(offset), key, value === null ? null : String(value)]);

test('what is left of a frame are runs of neighbours, each record at its offset and time', () => {
  const left = keepRecords(frame, ({ offset }) => offset !== 12n) ?? [];
  assert.deepEqual(
    left.map(({ base_offset, count, appended_at }) => [base_offset, count, appended_at]),
    [
      [10, 2, 7],
      [13, 1, 7],
    ],
  );
  assert.deepEqual(shown(left.flatMap(recordsOf)), [
    [10, 'a', '1'],
    [11, 'ключ', null],
    [13, 'a', '2'],
  ]);
});

test('a frame of which all stays is not written again; one of which nothing stays leaves none', () => {
  assert.equal(
    keepRecords(frame, () => true),
    null,
  );
  assert.deepEqual(
    keepRecords(frame, () => false),
    [],
  );
});

test('a frame that does not match its checksum is not rewritten but corrupt', () => {
  assert.throws(() => keepRecords({ ...frame, crc: frame.crc + 1 }, () => false), { code: 'corrupt' });
});

test('a frame whose count or lengths do not fit its body is corrupt, although its checksum fits', () => {
  const cut = body.subarray(0, body.length - 1);
  const long = Uint8Array.from(body);
  long[0] = 200;
  for (const wrong of [
    { ...frame, count: 3 },
    { ...frame, count: 5 },
    { ...frame, body: cut, crc: crc32(cut) },
    { ...frame, body: long, crc: crc32(long) },
  ])
    assert.throws(() => recordsOf(wrong), { code: 'corrupt', message: /does not have the/ });
  assert.equal(recordsOf(frame).length, 4);
});
