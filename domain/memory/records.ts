import { grown } from './grown.ts';
import type { Steps } from './steps.ts';

const recordsOfStep = 16_384;

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
  /** Writes a field of as many records as `into` has places. */
  copyField<Column extends Int32Array | Uint32Array | Uint16Array>(field: number, into: Column): Steps<Column>;
  copyTimes(into: Float64Array): Steps<Float64Array>;
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
    *copyField(field, into) {
      for (let record = 0; record < into.length; record++) {
        into[record] = records.get(record, field);
        if (record % recordsOfStep === recordsOfStep - 1) yield;
      }
      return into;
    },
    *copyTimes(into) {
      for (let record = 0; record < into.length; record++) {
        into[record] = records.timeOf(record);
        if (record % recordsOfStep === recordsOfStep - 1) yield;
      }
      return into;
    },
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
