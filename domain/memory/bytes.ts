import { createPaper, type Paper } from './paper.ts';
import type { Steps } from './steps.ts';

/**
 * The bytes of a snapshot, written and read in one order. Numbers are little-endian; texts are a count, the length of each in UTF-16
 * units (u32), the bytes of all together (u32) and those bytes in UTF-8.
 */
export type ByteWriter = {
  uint32(value: number): void;
  float64(value: number): void;
  /** The first `count` numbers of an array, with their count in front. */
  numbers(values: Numbers, count: number): void;
  texts(values: readonly string[]): Steps;
  bytes(value: Uint8Array): void;
  /** The first `count` of some more numbers of an array whose size in bytes was written in front. */
  part(values: Numbers, count: number): void;
  /** Writes with these steps what `bytes` would write at once. */
  within<Result>(steps: Steps<Result>): Steps<Result>;
  /** The paper that was written on; nothing may be written any more. */
  pages(): Buffer[];
  /** A copy of all of it in one piece. */
  finish(): Buffer;
};

type Numbers = Int32Array | Uint32Array | Uint16Array | Float64Array;

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

const textsOfStep = 2_048;

/** Writes on pages, so that nothing that was written is copied when more comes. */
export function createByteWriter(paper: Paper = createPaper(0)): ByteWriter {
  const pages: Buffer[] = [];
  let page: Buffer = Buffer.alloc(0);
  /** In the last page, and of all pages before it. */
  let [at, before] = [0, 0];
  const turnOver = () => {
    before += at;
    page = paper.take();
    pages.push(page);
    at = 0;
  };
  const append = (value: Uint8Array) => {
    for (let from = 0; from < value.length; ) {
      if (at === page.length) turnOver();
      const size = Math.min(value.length - from, page.length - at);
      page.set(size === value.length ? value : value.subarray(from, from + size), at);
      from += size;
      at += size;
    }
  };
  const few = Buffer.alloc(8);
  /** Writes the size over the zero that stands before the bytes from `from` on. */
  const setSize = (from: number) => {
    few.writeUInt32LE(before + at - from);
    for (let n = 0; n < 4; n++) {
      const place = from - 4 + n;
      const of = pages[Math.floor(place / paper.pageBytes)];
      if (of !== undefined) of[place % paper.pageBytes] = few[n] ?? 0;
    }
  };
  const writer: ByteWriter = {
    uint32(value) {
      few.writeUInt32LE(value);
      append(few.subarray(0, 4));
    },
    float64(value) {
      few.writeDoubleLE(value);
      append(few);
    },
    numbers(values, count) {
      writer.uint32(count * values.BYTES_PER_ELEMENT);
      writer.part(values, count);
    },
    *texts(values) {
      const lengths = new Uint32Array(Math.min(values.length, textsOfStep));
      writer.uint32(values.length * lengths.BYTES_PER_ELEMENT);
      for (let from = 0; from < values.length; from += textsOfStep) {
        const count = Math.min(values.length - from, textsOfStep);
        for (let n = 0; n < count; n++) lengths[n] = values[from + n]?.length ?? 0;
        writer.part(lengths, count);
        yield;
      }
      yield* writer.within(
        (function* () {
          for (let from = 0; from < values.length; from += textsOfStep) {
            append(Buffer.from(values.slice(from, from + textsOfStep).join(''), 'utf8'));
            yield;
          }
        })(),
      );
    },
    bytes(value) {
      writer.uint32(value.byteLength);
      append(value);
    },
    part(values, count) {
      append(new Uint8Array(values.buffer, values.byteOffset, count * values.BYTES_PER_ELEMENT));
    },
    *within(steps) {
      writer.uint32(0);
      const from = before + at;
      const result = yield* steps;
      setSize(from);
      return result;
    },
    pages() {
      const last = pages.pop();
      return last === undefined ? [] : [...pages, last.subarray(0, at)];
    },
    finish: () => Buffer.concat([...pages.slice(0, -1), page.subarray(0, at)]),
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
