import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { BadInput } from './bad-lines.ts';

/**
 * Measured, rounded up: a process before it reads anything (150 MiB), and what lies about in its heap while it asks; an event in the timeline, the models and what the baselines learn; a question. What a process
 * took at its most was .6 to .95 of the sum: 156 of 251 MiB for 1,500 events, 287 of 305 for RSC15-100k, 344 of 544 for UCI's baskets.
 */
const bytesOfProcess = 250 * 2 ** 20;
const bytesOfEvent = 700;
const bytesOfQuestion = 700;
/** Formats of `import` that are read whole before the first event is taken. */
const bytesOfReadWhole = 1_200;

/** So much of a file is looked at. */
const sampleBytes = 256 * 1024;

/** How many lines files have, judged by their sizes and their first 256 KiB. Throws `BadInput` if one cannot be read. */
export function estimateLines(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + linesIn(file), 0);
}

/** Bytes that an evaluation takes, about. */
export const estimateBytes = (events: number, questions: number, isReadWhole: boolean): number =>
  bytesOfProcess + events * (bytesOfEvent + (isReadWhole ? bytesOfReadWhole : 0)) + questions * bytesOfQuestion;

/** Throws `BadInput` if an evaluation would take more than is allowed. */
export function checkMemory(bytes: number, limitMib: number): void {
  const mib = Math.ceil(bytes / 2 ** 20);
  if (mib > limitMib)
    throw new BadInput(
      `this would take about ${mib.toLocaleString('en')} MiB, and ${limitMib.toLocaleString('en')} are allowed: allow more by --memory-mib ${mib}, or give less`,
    );
}

function linesIn(file: string): number {
  try {
    const { size } = statSync(file);
    const head = Buffer.alloc(Math.min(size, sampleBytes));
    const handle = openSync(file, 'r');
    readSync(handle, head, 0, head.length, 0);
    closeSync(handle);
    const isPacked = head[0] === 0x1f && head[1] === 0x8b;
    const text = isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
    const lines = text.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0) + 1;
    return Math.ceil((lines * size) / Math.max(1, head.length));
  } catch (error) {
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
