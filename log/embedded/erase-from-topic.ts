import { DatabaseSync } from 'node:sqlite';
import { isErasure } from '../codec.ts';
import { openErasureMarks } from './erasure-marks.ts';
import { eachRecord, type OfTopic, reading, rewrite } from './rewrite-segment.ts';
import { segmentFile } from './segment.ts';

export type ErasureWork = OfTopic & {
  /** Numbers of the segments, rising, that are not written to any more. */
  closed: readonly number[];
  /** How long a record stays at least. */
  minAgeMs: number;
  nowMs: number;
};

/** The most shoppers of one run; the segments of further ones wait for the next. */
const maxErased = 250_000;

/**
 * Takes the records of erased shoppers out of the closed segments: all of a key before its last erasure. The erasure itself stays as long as the topic keeps records, so that a
 * reader that stands before it still erases what it has read. Each segment is looked through once, when it is closed; only for an erasure are those before it written again.
 *
 * Works in small steps between which appends have their turn (each `yield`), and may be cut short anywhere: it then begins anew. Returns after how many ms there may be more to do
 * though no segment was closed meanwhile.
 */
export function* eraseFromTopic(work: ErasureWork): Generator<void, number> {
  const { dir, topic, synchronous, closed, minAgeMs, nowMs } = work;
  const marks = openErasureMarks(dir, topic, synchronous);
  try {
    const looked: number[] = [];
    const erasures = new Map<string, bigint>();
    const unseen = closed.filter((number) => !marks.isSeen(number));
    for (const number of unseen) {
      const newestMs = reading(work, number, (reader) => reader.newestMs());
      if (nowMs - (newestMs ?? 0) < minAgeMs || erasures.size >= maxErased) break;
      yield* eachRecord(work, number, (_, { key, value, offset }) => {
        if (isErasure(value)) erasures.set(key, offset);
      });
      looked.push(number);
    }
    const last = looked.at(-1);
    let isWhole = true;
    if (last !== undefined && erasures.size > 0) {
      for (const number of closed.filter((number) => number <= last)) {
        yield* rewrite(work, number, (_, { key, offset }) => offset >= (erasures.get(key) ?? 0n));
        isWhole = emptyWal(work, number) && isWhole;
      }
    }
    // A reader that was reading just then kept the old pages in a WAL: the next run empties it.
    if (isWhole) marks.setSeen(looked);
    return isWhole && looked.length === unseen.length ? Number.POSITIVE_INFINITY : minAgeMs;
  } finally {
    marks.close();
  }
}

/** Copies the WAL into the segment and cuts it to nothing. False if a reader is in the way. */
function emptyWal({ dir, topic }: OfTopic, number: number): boolean {
  const database = new DatabaseSync(segmentFile(dir, topic, number), { timeout: 0 });
  try {
    return (database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }).busy === 0;
  } finally {
    database.close();
  }
}
