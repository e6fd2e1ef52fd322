/*
 * The fields that requests and answers of Kafka's protocol are made of, in the versions before the 'flexible' ones: big-endian integers, texts
 * behind an int16 of their length, bytes and arrays behind an int32.
 */

/** Reads the fields of an answer one after another. A text or bytes that are null are read as empty. */
export function createReader(payload: Buffer) {
  let at = 0;
  const moved = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  const reader = {
    int16: () => payload.readInt16BE(moved(2)),
    int32: () => payload.readInt32BE(moved(4)),
    int64: () => payload.readBigInt64BE(moved(8)),
    skip: (bytes: number) => void moved(bytes),
    text: () => {
      const length = reader.int16();
      return length < 0 ? '' : payload.toString('utf8', moved(length), at);
    },
    bytes: () => {
      const length = Math.max(0, reader.int32());
      return payload.subarray(moved(length), at);
    },
    array<Item>(item: () => Item): Item[] {
      return Array.from({ length: Math.max(0, reader.int32()) }, item);
    },
  };
  return reader;
}

/** The fields of a request, to be concatenated. */
export function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([int16(bytes.length), bytes]);
}
