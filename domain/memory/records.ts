import type { ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { Steps } from './steps.ts';

const recordsOfStep = 8_192;
/** What is written next: filled and written in one step, so that all records can use it. */
const columns = {
  int32: new Int32Array(recordsOfStep),
  uint32: new Uint32Array(recordsOfStep),
  uint16: new Uint16Array(recordsOfStep),
  float64: new Float64Array(recordsOfStep),
};

function* writeColumn(
  to: ByteWriter,
  count: number,
  column: (typeof columns)[keyof typeof columns],
  of: (record: number) => number,
): Steps {
  to.uint32(count * column.BYTES_PER_ELEMENT);
  for (let from = 0; from < count; from += recordsOfStep) {
    const some = Math.min(recordsOfStep, count - from);
    for (let n = 0; n < some; n++) column[n] = of(from + n);
    to.part(column, some);
    yield;
  }
}

/**
 * A few numbers of each of many things, side by side: whatever asks for several of one thing has them in one line of the processor's cache, where an array for each number would
 * fetch a line for each. Numbers are 32-bit integers, by field; beside them each record has one time in milliseconds.
 */
export type Records = {
  readonly sizeBytes: number;
  get(record: number, field: number): number;
  timeOf(record: number): number;
  /** The record must be within reach. */
  set(record: number, field: number, value: number): void;
  setTime(record: number, timeMs: number): void;
  /** Makes room for this record and all before it; those that are new hold zeros. */
  reach(record: number): void;
  /** Writes a field of the first `count` records as `numbers` of a writer would write it as an array of this kind. */
  writeField(to: ByteWriter, field: number, count: number, as: keyof typeof columns): Steps;
  /** The same of the times. */
  writeTimes(to: ByteWriter, count: number): Steps;
  /** Sets a field of the first records to these values. */
  fill(field: number, from: Int32Array | Uint32Array | Uint16Array): void;
  fillTimes(from: Float64Array): void;
};

/** `fields`: an even number, so that the times, which take two places each, begin at a multiple of their size. */
export function createRecords(fields: number): Records {
  const stride = fields + 2;
  const strideOfTimes = stride / 2;
  let times = new Float64Array(64 * strideOfTimes);
  let numbers = new Int32Array(times.buffer);
  const records: Records = {
    get sizeBytes() {
      return times.byteLength;
    },
    get: (record, field) => numbers[record * stride + field] ?? 0,
    timeOf: (record) => times[(record + 1) * strideOfTimes - 1] ?? 0,
    set(record, field, value) {
      numbers[record * stride + field] = value;
    },
    setTime(record, timeMs) {
      times[(record + 1) * strideOfTimes - 1] = timeMs;
    },
    reach(record) {
      const size = (record + 1) * strideOfTimes;
      if (size <= times.length) return;
      times = grown(times, size);
      numbers = new Int32Array(times.buffer);
    },
    writeField: (to, field, count, as) => writeColumn(to, count, columns[as], (record) => records.get(record, field)),
    writeTimes: (to, count) => writeColumn(to, count, columns.float64, records.timeOf),
    fill(field, from) {
      records.reach(from.length - 1);
      for (let record = 0; record < from.length; record++) records.set(record, field, from[record] ?? 0);
    },
    fillTimes(from) {
      records.reach(from.length - 1);
      for (let record = 0; record < from.length; record++) records.setTime(record, from[record] ?? 0);
    },
  };
  return records;
}
