import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { LogError } from '../event-log.ts';
import { createDatabase } from './create-database.ts';
import type { Frame } from './frame.ts';
import { insertFrameSql, listSegments, segmentFile, segmentSchema } from './segment.ts';

/** One segment of a topic, as far as a copy takes it. Equal fingerprints mean equal frames. */
export type SegmentPart = {
  number: number;
  /** Its file in the folder of a log. */
  name: string;
  fingerprint: string;
  /** Writes it to a file of its own, in one transaction of the source, and checks each frame. Throws `LogError('corrupt')`. */
  copyTo(file: string): void;
};

/** A row of table `frames`. */
export type StoredFrame = Frame & { partition: number };

/**
 * Yields the segments of a topic that have records below `ends` (by partition), the oldest first, while its writer goes on. An end is a high watermark, so that no frame lies across it. A segment that
 * retention drops meanwhile is left out: only the oldest ones can be. `compacted`: whether the topic's segments must be able to give pages back.
 */
export function* segmentsBelow(
  dir: string,
  topic: string,
  ends: readonly number[],
  { compacted }: { compacted: boolean },
): Generator<SegmentPart> {
  let isFirst = true;
  for (const number of listSegments(dir, topic)) {
    const file = segmentFile(dir, topic, number);
    const source = openSource(file);
    if (source === null) continue;
    const name = relative(dir, file);
    try {
      source.exec('BEGIN');
      const starts = source.prepare('SELECT partition, start_offset AS start FROM starts').all() as Start[];
      // It was made after the ends were read.
      const isBeyond = starts.every(({ partition, start }) => start >= (ends[partition] ?? 0));
      // A log needs one segment, which says where its partitions begin.
      if (isBeyond && !isFirst) return;
      isFirst = false;
      const isWanted = ({ partition, base_offset }: Pick<StoredFrame, 'partition' | 'base_offset'>) =>
        base_offset < (ends[partition] ?? 0);
      yield {
        number,
        name,
        fingerprint: fingerprintOf(source, starts, isWanted),
        copyTo: (copy) => copyFrames(source, copy, { starts, isWanted, compacted, name }),
      };
    } finally {
      source.close();
    }
  }
}

type Start = { partition: number; start: number };

function openSource(file: string): DatabaseSync | null {
  try {
    return new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  } catch (error) {
    if (!existsSync(file)) return null;
    throw error;
  }
}

type IsWanted = (frame: Pick<StoredFrame, 'partition' | 'base_offset'>) => boolean;

/** Reads no body: each frame's checksum stands for it. */
function fingerprintOf(source: DatabaseSync, starts: readonly Start[], isWanted: IsWanted): string {
  const sum = createHash('sha256').update(JSON.stringify(starts));
  const frames = source.prepare('SELECT partition, base_offset, count, appended_at, crc FROM frames ORDER BY id');
  for (const row of frames.iterate() as Iterable<Omit<StoredFrame, 'body'>>)
    if (isWanted(row)) sum.update(`${row.partition} ${row.base_offset} ${row.count} ${row.appended_at} ${row.crc}\n`);
  return sum.digest('hex');
}

type CopyOptions = { starts: readonly Start[]; isWanted: IsWanted; compacted: boolean; name: string };

function copyFrames(source: DatabaseSync, file: string, { starts, isWanted, compacted, name }: CopyOptions): void {
  createDatabase(file, (copy) => {
    if (compacted) copy.exec('PRAGMA auto_vacuum = INCREMENTAL');
    copy.exec(segmentSchema);
    copy.exec('BEGIN');
    const addStart = copy.prepare('INSERT INTO starts (partition, start_offset) VALUES (?, ?)');
    for (const { partition, start } of starts) addStart.run(partition, start);
    const add = copy.prepare(insertFrameSql);
    for (const frame of framesOf(source)) {
      if (!isWanted(frame)) continue;
      refuseDamaged(frame, name);
      add.run(frame.partition, frame.base_offset, frame.count, frame.appended_at, frame.crc, frame.body);
    }
    copy.exec('COMMIT');
  });
}

/** Yields every frame of a segment in the order it was appended. */
export const framesOf = (segment: DatabaseSync): Iterable<StoredFrame> =>
  segment
    .prepare('SELECT partition, base_offset, count, appended_at, crc, body FROM frames ORDER BY id')
    .iterate() as Iterable<StoredFrame>;

/** Throws `LogError('corrupt')` if the body of a frame does not match its checksum. */
export function refuseDamaged({ crc, body, partition, base_offset }: StoredFrame, segment: string): void {
  if (crc32(body) !== crc)
    throw new LogError(
      'corrupt',
      `segment ${segment}, partition ${partition}: the frame at offset ${base_offset} does not match its checksum`,
    );
}
