import { gunzipSync, gzipSync, constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { LogError, type LogRecord } from '../event-log.ts';

/*
 * A record batch, format 2 (Kafka 0.11 and newer; KIP-98), big-endian:
 *
 *      0  int64   offset of the first record
 *      8  int32   bytes from here on
 *     12  int32   leader epoch
 *     16  int8    2, the format
 *     17  uint32  CRC-32C of everything from 21 on
 *     21  int16   bits 0..2 compression, 3 time of the append (not of the record), 5 control batch
 *     23  int32   offset of the last record, from the first
 *     27  int64   time of the first record, ms
 *     35  int64   latest time; time of the append where bit 3 is set
 *     43  int64   producer id
 *     51  int16   producer epoch
 *     53  int32   sequence of the first record
 *     57  int32   count of the records
 *     61          the records, compressed as one
 *
 * A record: its length, one byte of attributes, time and offset from the first, key and value each behind its length (-1 is null),
 * headers behind their count. Numbers are zigzag varints.
 *
 * kafkajs reads and writes this format too, but makes an object and several buffers for each record and does not check the CRC; docs/benchmarks.md
 * has the figures.
 */
const headerBytes = 61;
const sizeAt = 8;
const magicAt = 16;
const crcAt = 17;
const attributesAt = 21;
const recordBatchFormat = 2;
const compressionMask = 0x07;
const appendTimeBit = 0x08;
const controlBit = 0x20;

/** Node has gzip and zstd, and neither lz4 nor snappy, so nobody may write those to our topics. */
export type Compression = 'none' | 'gzip' | 'zstd';
const compressionIds = { none: 0, gzip: 1, zstd: 4 } as const;

export type BatchHeader = {
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  timestampMs: number;
  compression: Compression;
};

export type BatchRecord = { key: Buffer; value: Uint8Array | null };

/** Returns the most bytes that the record takes in a batch of fewer than 2^20 records, before compression. */
export function encodedBytes({ key, value }: BatchRecord): number {
  return 20 + key.length + (value?.length ?? 0);
}

/** Encodes records as one batch, in this order. */
export function encodeRecordBatch(records: readonly BatchRecord[], header: BatchHeader): Buffer {
  const body = encodeRecords(records);
  const compressed = compress(body, header.compression);
  // If compression makes the body no smaller, it is sent as it is.
  const isSmaller = compressed.length < body.length;
  const content = isSmaller ? compressed : body;
  const batch = Buffer.allocUnsafe(headerBytes + content.length);
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - sizeAt - 4, sizeAt);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(recordBatchFormat, magicAt);
  batch.writeInt16BE(isSmaller ? compressionIds[header.compression] : 0, attributesAt);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(header.timestampMs), 27);
  batch.writeBigInt64BE(BigInt(header.timestampMs), 35);
  batch.writeBigInt64BE(header.producerId, 43);
  batch.writeInt16BE(header.producerEpoch, 51);
  batch.writeInt32BE(header.baseSequence, 53);
  batch.writeInt32BE(records.length, 57);
  content.copy(batch, headerBytes);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
  return batch;
}

/** The records of an answer, and the offset to fetch next. If the last batch was compacted, that may be further than behind the last record. */
export type DecodedBatches = { records: LogRecord[]; nextOffset: bigint };

/**
 * Decodes the records of these batches from offset `from` on, `maxRecords` at most; later batches are not looked at. A batch that is cut off
 * at the end is left out: a broker ends its answer after as many bytes as were asked for. Throws `LogError('corrupt')` if a batch is damaged.
 */
export function decodeRecordBatches(
  bytes: Buffer,
  from: bigint,
  maxRecords = Number.POSITIVE_INFINITY,
): DecodedBatches {
  const records: LogRecord[] = [];
  let nextOffset = from;
  for (let at = 0; at + headerBytes <= bytes.length && records.length < maxRecords; ) {
    const end = at + sizeAt + 4 + bytes.readInt32BE(at + sizeAt);
    // The size is outside of the CRC; a negative one would lead back to this batch for ever.
    if (end < at + headerBytes)
      throw new LogError('corrupt', `the batch at offset ${bytes.readBigInt64BE(at)} is shorter than its own header`);
    if (end > bytes.length) break;
    const batch = bytes.subarray(at, end);
    const behind = batch.readBigInt64BE(0) + BigInt(batch.readInt32BE(23)) + 1n;
    if (behind > from) {
      const isWhole = decodeBatch(batch, from, maxRecords, records);
      nextOffset = isWhole ? behind : (records.at(-1)?.offset ?? from) + 1n;
    }
    at = end;
  }
  return { records, nextOffset };
}

/** Returns false if the batch may have more records than were wanted. */
function decodeBatch(batch: Buffer, from: bigint, maxRecords: number, into: LogRecord[]): boolean {
  const baseOffset = batch.readBigInt64BE(0);
  const corrupt = (what: string, cause?: unknown) =>
    new LogError('corrupt', `the batch at offset ${baseOffset} ${what}`, { cause });
  const format = batch.readInt8(magicAt);
  if (format !== recordBatchFormat) throw corrupt(`has format ${format}, not ${recordBatchFormat}`);
  if (crc32c(batch.subarray(attributesAt)) !== batch.readUInt32BE(crcAt)) throw corrupt('does not match its CRC');
  const attributes = batch.readInt16BE(attributesAt);
  // A marker of a transaction. Nobody should write one here, but if so it has an offset and no record.
  if ((attributes & controlBit) !== 0) return true;
  const body = decompress(batch.subarray(headerBytes), attributes & compressionMask, corrupt);
  const firstMs = Number(batch.readBigInt64BE(27));
  const appendedMs = (attributes & appendTimeBit) !== 0 ? Number(batch.readBigInt64BE(35)) : null;
  const reader = { bytes: body, at: 0 };
  for (let left = batch.readInt32BE(57); left > 0; left--) {
    if (into.length === maxRecords) return false;
    const end = readVarint(reader) + reader.at;
    if (end > body.length || end <= reader.at) throw corrupt('ends within a record');
    reader.at += 1;
    const timestampMs = firstMs + readVarint(reader);
    const offset = baseOffset + BigInt(readVarint(reader));
    const key = readBytes(reader);
    const value = readBytes(reader);
    reader.at = end;
    if (offset >= from)
      into.push({
        offset,
        timestampMs: appendedMs ?? timestampMs,
        key: key === null ? '' : key.toString('utf8'),
        value,
      });
  }
  return true;
}

function compress(body: Buffer, compression: Compression): Buffer {
  if (compression === 'none') return body;
  return compression === 'gzip'
    ? gzipSync(body, { level: 1 })
    : zstdCompressSync(body, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } });
}

function decompress(body: Buffer, id: number, corrupt: (what: string, cause?: unknown) => LogError): Buffer {
  try {
    if (id === compressionIds.none) return body;
    if (id === compressionIds.gzip) return gunzipSync(body);
    if (id === compressionIds.zstd) return zstdDecompressSync(body);
  } catch (cause) {
    throw corrupt('cannot be decompressed', cause);
  }
  throw corrupt(`is compressed with lz4 or snappy, which Node cannot read: only gzip and zstd may be written here`);
}

function encodeRecords(records: readonly BatchRecord[]): Buffer {
  let bound = 0;
  for (const record of records) bound += encodedBytes(record) + 5;
  const body = Buffer.allocUnsafe(bound);
  let at = 0;
  for (const [index, { key, value }] of records.entries()) {
    const size =
      3 +
      varintBytes(index) +
      varintBytes(key.length) +
      key.length +
      varintBytes(value?.length ?? -1) +
      (value?.length ?? 0);
    at = writeVarint(body, size, at);
    body[at++] = 0; // attributes
    body[at++] = 0; // time from the first record
    at = writeVarint(body, index, at);
    at = writeVarint(body, key.length, at);
    body.set(key, at);
    at = writeVarint(body, value?.length ?? -1, at + key.length);
    if (value !== null) {
      body.set(value, at);
      at += value.length;
    }
    body[at++] = 0; // headers
  }
  return body.subarray(0, at);
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

function varintBytes(value: number): number {
  let rest = zigzag(value);
  let bytes = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}

function writeVarint(into: Buffer, value: number, at: number): number {
  let rest = zigzag(value);
  let next = at;
  while (rest > 0x7f) {
    into[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  into[next++] = rest;
  return next;
}

type Reader = { bytes: Buffer; at: number };

/** Reads a zigzag varint of up to 53 bits, since the time from the first record is a long. */
function readVarint(reader: Reader): number {
  let low = 0;
  let scale = 1;
  for (;;) {
    const byte = reader.bytes[reader.at++] ?? 0;
    low += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
    scale *= 128;
  }
  return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
}

function readBytes(reader: Reader): Buffer | null {
  const length = readVarint(reader);
  if (length < 0) return null;
  const from = reader.at;
  reader.at += length;
  return reader.bytes.subarray(from, reader.at);
}
