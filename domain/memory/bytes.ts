import type { Steps } from './steps.ts';

/**
 * The bytes of a snapshot, written and read in one order. Numbers are little-endian; texts are a count, the length of each in UTF-16
 * units (u32), the bytes of all together (u32) and those bytes in UTF-8.
 */
export type ByteWriter = {
  uint32(value: number): void;
  float64(value: number): void;
  /** The first `count` numbers of an array, with their count in front. */
  numbers(values: Int32Array | Uint32Array | Uint16Array | Float64Array, count: number): void;
  texts(values: readonly string[]): Steps;
  bytes(value: Uint8Array): void;
  finish(): Buffer;
};

export type ByteReader = {
  uint32(): number;
  float64(): number;
  int32s(): Int32Array<ArrayBuffer>;
  uint32s(): Uint32Array<ArrayBuffer>;
  uint16s(): Uint16Array<ArrayBuffer>;
  float64s(): Float64Array<ArrayBuffer>;
  texts(): string[];
  bytes(): Buffer;
  readonly isAtEnd: boolean;
};

const firstSizeBytes = 1 << 16;
const textsOfStep = 2_048;

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(firstSizeBytes);
  let at = 0;
  const reserve = (size: number) => {
    if (at + size <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + size));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  const append = (value: Uint8Array) => {
    reserve(value.byteLength);
    buffer.set(value, at);
    at += value.byteLength;
  };
  const writer: ByteWriter = {
    uint32(value) {
      reserve(4);
      at = buffer.writeUInt32LE(value, at);
    },
    float64(value) {
      reserve(8);
      at = buffer.writeDoubleLE(value, at);
    },
    numbers(values, count) {
      writer.bytes(new Uint8Array(values.buffer, values.byteOffset, count * values.BYTES_PER_ELEMENT));
    },
    *texts(values) {
      const lengths = new Uint32Array(values.length);
      for (let i = 0; i < values.length; i++) lengths[i] = values[i]?.length ?? 0;
      writer.numbers(lengths, values.length);
      const sizeAt = at;
      writer.uint32(0);
      for (let from = 0; from < values.length; from += textsOfStep) {
        append(Buffer.from(values.slice(from, from + textsOfStep).join(''), 'utf8'));
        yield;
      }
      buffer.writeUInt32LE(at - sizeAt - 4, sizeAt);
    },
    bytes(value) {
      writer.uint32(value.byteLength);
      append(value);
    },
    finish: () => buffer.subarray(0, at),
  };
  return writer;
}

/** Reads what a writer wrote. Throws a RangeError if the bytes end too soon. */
export function createByteReader(buffer: Buffer): ByteReader {
  let at = 0;
  /** A copy, since an array of numbers must begin at a multiple of its size. */
  const copied = (): ArrayBuffer => {
    const bytes = reader.bytes();
    const copy = new ArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  };
  const reader: ByteReader = {
    uint32() {
      const value = buffer.readUInt32LE(at);
      at += 4;
      return value;
    },
    float64() {
      const value = buffer.readDoubleLE(at);
      at += 8;
      return value;
    },
    int32s: () => new Int32Array(copied()),
    uint32s: () => new Uint32Array(copied()),
    uint16s: () => new Uint16Array(copied()),
    float64s: () => new Float64Array(copied()),
    texts() {
      const lengths = reader.uint32s();
      const all = reader.bytes().toString('utf8');
      let from = 0;
      const values = new Array<string>(lengths.length);
      for (let i = 0; i < lengths.length; i++) {
        const length = lengths[i] ?? 0;
        values[i] = all.slice(from, from + length);
        from += length;
      }
      return values;
    },
    bytes() {
      const length = reader.uint32();
      if (at + length > buffer.length) throw new RangeError('the snapshot ends too soon');
      at += length;
      return buffer.subarray(at - length, at);
    },
    get isAtEnd() {
      return at === buffer.length;
    },
  };
  return reader;
}
