import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Rows in the binary format of COPY (PostgreSQL documentation, COPY, 'Binary Format'), into one buffer that is used again:
 * a signature, then for each row a count of fields (int16) and for each field its length (int32, -1 for NULL) and bytes,
 * then -1 as a count. Everything big-endian; times are µs since 2000-01-01.
 */
export type CopyWriter = {
  startRow(fields: number): void;
  int16(value: number): void;
  int32(value: number | null): void;
  int64(value: bigint | number | null): void;
  uuid(value: Buffer | null): void;
  text(value: string | null): void;
  /** Exact from 1715 to 2285, where a count of µs from 2000 is exact in a double; events lie between 2000 and now. */
  timestampMs(value: number): void;
  /** Returns the rows so far, as a view that is valid until the next `startRow`; the writer is empty again. */
  finish(): Buffer;
};

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const firstSizeBytes = 1 << 20;
const postgresEpochMs = Date.UTC(2000, 0, 1);
/** A character takes 3 bytes of UTF-8 at most for each unit of a JavaScript string. */
const bytesPerUnit = 3;

export function createCopyWriter(): CopyWriter {
  let buffer = Buffer.allocUnsafe(firstSizeBytes);
  let at = signature.copy(buffer);
  const reserve = (bytes: number) => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  const none = () => {
    reserve(4);
    at = buffer.writeInt32BE(-1, at);
  };
  return {
    startRow(fields) {
      reserve(2);
      at = buffer.writeInt16BE(fields, at);
    },
    int16(value) {
      reserve(6);
      at = buffer.writeInt16BE(value, buffer.writeInt32BE(2, at));
    },
    int32(value) {
      if (value === null) return none();
      reserve(8);
      at = buffer.writeInt32BE(value, buffer.writeInt32BE(4, at));
    },
    int64(value) {
      if (value === null) return none();
      reserve(12);
      at = buffer.writeBigInt64BE(BigInt(value), buffer.writeInt32BE(8, at));
    },
    uuid(value) {
      if (value === null) return none();
      reserve(20);
      at = buffer.writeInt32BE(16, at);
      at += value.copy(buffer, at, 0, 16);
    },
    text(value) {
      if (value === null) return none();
      reserve(4 + value.length * bytesPerUnit);
      const length = buffer.write(value, at + 4, 'utf8');
      buffer.writeInt32BE(length, at);
      at += 4 + length;
    },
    timestampMs(value) {
      reserve(12);
      at = buffer.writeInt32BE(8, at);
      const micros = (value - postgresEpochMs) * 1000;
      // 53 bits are enough, and two 32-bit writes are cheaper than one of a bigint.
      const high = Math.floor(micros / 2 ** 32);
      at = buffer.writeInt32BE(high, at);
      at = buffer.writeUInt32BE(micros - high * 2 ** 32, at);
    },
    finish() {
      reserve(2);
      at = buffer.writeInt16BE(-1, at);
      const rows = buffer.subarray(0, at);
      at = signature.length;
      return rows;
    },
  };
}

/** Sends the rows of a writer through `COPY … FROM STDIN (FORMAT binary)`. */
export async function copyInto(client: pg.PoolClient, sql: string, rows: Buffer): Promise<void> {
  const copy = client.query(copyFrom(sql));
  // If the connection is cut, the stream fails twice: by the server's last message and by its end. The pipeline listens to the first error only.
  copy.on('error', () => {});
  await pipeline(Readable.from([rows], { objectMode: false }), copy);
}
