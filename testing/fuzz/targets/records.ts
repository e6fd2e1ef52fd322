import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import {
  CodecError,
  decodeCatalogChange,
  decodeEventsRecord,
  encodeCatalogChange,
  encodeErasure,
  encodeEvent,
  encodeExposure,
} from '#log/codec.ts';
import { encodeBody, recordsOf } from '#log/embedded/frame.ts';
import { LogError } from '#log/event-log.ts';
import { decodeRecordBatches, encodeRecordBatch } from '#log/kafka/record-batch.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { plainExposure } from '#testing/plain.ts';
import { ofBytes, type Taken } from '../target.ts';

const golden = (name: string): Buffer =>
  Buffer.from(
    readFileSync(new URL(`../../../schemas/${name}.hex`, import.meta.url), 'utf8').replaceAll(/\s/g, ''),
    'hex',
  );

/** `read` returns what it read, or throws this kind of error. */
function taken<Value>(kind: new (...args: never[]) => Error, read: () => Value, check: (value: Value) => void): Taken {
  let value: Value;
  try {
    value = read();
  } catch (error) {
    if (error instanceof kind) return 'refused';
    throw error;
  }
  check(value);
  return 'taken';
}

/** Values of topic `events`, of every schema that was released. */
export const eventsRecords = ofBytes({
  name: 'framed Avro of topic events',
  corpus: [
    ...eventTypeNames.map((type) => golden(`events/${type}/v1`)),
    golden('events/recommendation_clicked/v2'),
    golden('events/shopper_erased/v1'),
    encodeExposure(plainExposure({ productIds: ['p-1', 'p-2'] })),
  ],
  take: (value) =>
    taken(
      CodecError,
      () => decodeEventsRecord(value),
      (record) => {
        const written =
          record.kind === 'event'
            ? encodeEvent(record.event)
            : record.kind === 'exposure'
              ? encodeExposure(record.exposure)
              : encodeErasure(record.erased);
        assert.deepEqual(decodeEventsRecord(written), record);
      },
    ),
});

export const catalogRecords = ofBytes({
  name: 'framed Avro of topic catalog',
  corpus: [golden('catalog/v1'), golden('catalog/v2')],
  take: (value) =>
    taken(
      CodecError,
      () => decodeCatalogChange(value),
      (change) => assert.deepEqual(decodeCatalogChange(encodeCatalogChange(change)), change),
    ),
});

const records = [
  { key: '1:ada', value: Buffer.from('value') },
  { key: '', value: null },
  { key: 'é☕', value: Buffer.alloc(0) },
];

/** Frames of the embedded log whose checksum is right: a first byte says how many records they claim to have. */
export const frames = ofBytes({
  name: 'frames of the embedded log',
  corpus: [Buffer.from([3, ...encodeBody(records)]), Buffer.from([1, ...encodeBody(records.slice(0, 1))])],
  take([count = 0, ...rest]) {
    const body = Buffer.from(rest);
    return taken(
      LogError,
      () => recordsOf({ base_offset: 5, count, appended_at: 0, crc: crc32(body), body }),
      (read) => {
        assert.deepEqual(
          read.map(({ offset }) => Number(offset)),
          Array.from({ length: count }, (_, n) => 5 + n),
        );
        assert.deepEqual(recordsOf(frameOf(encodeBody(read), count)), read);
      },
    );
  },
});

const frameOf = (body: Uint8Array, count: number) => ({
  base_offset: 5,
  count,
  appended_at: 0,
  crc: crc32(body),
  body,
});

const header = { compression: 'none' as const, timestampMs: 0, producerId: -1n, producerEpoch: -1, baseSequence: -1 };
const batchOf = (compression: 'none' | 'gzip' | 'zstd') =>
  encodeRecordBatch(
    records.map(({ key, value }) => ({ key: Buffer.from(key), value })),
    { ...header, compression },
  );

/** Batches of a broker, every one with the checksum that fits it: a record lies within its batch, and the reader always comes on. */
export const recordBatches = ofBytes({
  name: 'record batches of a broker',
  corpus: [batchOf('none'), batchOf('zstd'), Buffer.concat([batchOf('none'), batchOf('gzip')])],
  take(sent) {
    const bytes = Buffer.from(sent);
    if (bytes.length > 61) bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
    return taken(
      LogError,
      () => decodeRecordBatches(bytes, 0n, 1_000),
      (read) => {
        assert.ok(read.records.length <= 1_000);
        for (const { value } of read.records) assert.ok(value === null || value.length <= 2 ** 20);
      },
    );
  },
});
