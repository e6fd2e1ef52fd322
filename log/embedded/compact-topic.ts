import type { LogRecord } from '../event-log.ts';
import { supersessionOf } from '../supersession.ts';
import { type CompactionMarks, openCompactionMarks } from './compaction-marks.ts';
import { createLatestKeys, type LatestKeys } from './latest-keys.ts';
import { eachRecord, type OfTopic, reading, rewrite } from './rewrite-segment.ts';
import { removeSegment, segmentFile } from './segment.ts';
import type { CompactionSettings } from './writer-protocol.ts';

export type Compaction = OfTopic & {
  settings: CompactionSettings;
  /** Numbers of the segments, rising, that are not written to any more. */
  closed: readonly number[];
  nowMs: number;
};

/** The most keys held in memory; further keys wait for the next run. */
const maxKeys = 250_000;

/**
 * Removes from the closed segments the records that a fold of the topic does not need: those that a later record of their key supersedes, and
 * deletions that have stayed long enough. It works in place, in small transactions between which appends have their turn (each `yield`): SQLite
 * shows a reader the file from before or after each, even after a crash. It may be cut short anywhere: a record that was removed has a newer
 * one that is durable already, and a record that was not is found again. If too few records are of no use to pay for the work, it does nothing.
 *
 * The last record of a partition always stays, so that a reader at any offset below the end comes to the end. Returns after how many ms
 * there may be more to do though no segment was closed meanwhile.
 */
export function* compactTopic(work: Compaction): Generator<void, number> {
  const { dir, topic, synchronous, closed, settings, nowMs } = work;
  const marks = openCompactionMarks(dir, topic, synchronous);
  try {
    const cleanCount = closed.findIndex((number) => marks.compactedAt(number) === undefined);
    const clean = cleanCount < 0 ? closed : closed.slice(0, cleanCount);
    const latest = createLatestKeys(topic);
    const fresh = yield* noteFresh(work, closed.slice(clean.length), latest);
    const numbers = [...clean, ...fresh];
    const isUseless = uselessness(work, latest, marks);
    const found = yield* count(work, numbers, isUseless);
    const isFull = latest.size >= maxKeys;
    const againMs = numbers.length < closed.length && !isFull ? settings.minAgeMs : settings.tombstoneMs;
    if (found.useless < found.total * settings.share && !isFull) return againMs;
    if (found.forgotten.size > 0) marks.setForgotten(found.forgotten);
    if (found.useless > 0)
      for (const number of numbers)
        yield* rewrite(work, number, (partition, record) => isUseless(number, partition, record) === null);
    // Only now, since a deletion may be forgotten some time after all that it deleted has gone.
    marks.setCompacted(fresh, nowMs);
    // The first segment says where the topic begins; an empty segment behind it is of no use.
    for (const number of numbers.slice(1)) {
      if (isEmpty(work, number)) removeSegment(segmentFile(dir, topic, number));
      yield;
    }
    return isFull ? 0 : againMs;
  } finally {
    marks.close();
  }
}

type IsUseless = (number: number, partition: number, record: LogRecord) => 'superseded' | 'forgotten' | null;

function uselessness(work: Compaction, latest: LatestKeys, marks: CompactionMarks): IsUseless {
  const { topic, partitions, settings, nowMs, closed } = work;
  const newest = closed.at(-1);
  const lastOffsets = new Map<number, bigint>();
  if (newest !== undefined) {
    reading(work, newest, (reader) => {
      for (let p = 0; p < partitions; p++) lastOffsets.set(p, BigInt(reader.end(p) - 1));
    });
  }
  const mayForget = new Map(
    closed.map((number) => {
      const at = marks.compactedAt(number);
      return [number, at !== undefined && nowMs - at >= settings.tombstoneMs];
    }),
  );
  return (number, partition, record) => {
    if (record.offset === lastOffsets.get(partition)) return null;
    if (latest.isSuperseded(partition, record)) return 'superseded';
    return mayForget.get(number) === true && supersessionOf(topic, record.value) === 'deletes' ? 'forgotten' : null;
  };
}

/** Notes the keys of segments that were never compacted, oldest first, as long as they are old enough and fit. Returns the segments that it noted. */
function* noteFresh(work: Compaction, dirty: readonly number[], latest: LatestKeys): Generator<void, number[]> {
  const noted: number[] = [];
  for (const number of dirty) {
    const newestMs = reading(work, number, (reader) => reader.newestMs());
    if (work.nowMs - (newestMs ?? 0) < work.settings.minAgeMs || latest.size >= maxKeys) break;
    yield* eachRecord(work, number, (partition, record) => latest.note(partition, record));
    noted.push(number);
  }
  return noted;
}

type Count = { total: number; useless: number; forgotten: Map<number, number> };

function* count(work: Compaction, numbers: readonly number[], isUseless: IsUseless): Generator<void, Count> {
  const found: Count = { total: 0, useless: 0, forgotten: new Map() };
  for (const number of numbers) {
    yield* eachRecord(work, number, (partition, record) => {
      found.total += 1;
      const why = isUseless(number, partition, record);
      if (why !== null) found.useless += 1;
      if (why === 'forgotten') found.forgotten.set(partition, Number(record.offset) + 1);
    });
  }
  return found;
}

function isEmpty(work: Compaction, number: number): boolean {
  return reading(work, number, (reader) => reader.newestMs() === null);
}
