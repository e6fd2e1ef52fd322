import { existsSync } from 'node:fs';
import { LogError, type LogRecord, type ReadLimits } from '../event-log.ts';
import { decodeFrame } from './frame.ts';
import { listSegments, openSegment, type SegmentReader, segmentFile } from './segment.ts';

/** All segments of one topic as one row of offsets. */
export type TopicReader = {
  low(partition: number): number;
  high(partition: number): number;
  /** Durable records from `from` on. Throws `LogError` `out_of_range` or `corrupt`. */
  read(partition: number, from: number, limits: ReadLimits): LogRecord[];
  close(): void;
};

const defaultMaxRecords = 5_000;
const defaultMaxBytes = 4 << 20;

export function openTopicReader(dir: string, topic: string): TopicReader {
  const open = new Map<number, SegmentReader>();

  /** New segments appear and old ones go while we read; a listing of a small folder is cheap against a read. */
  const segments = (): SegmentReader[] => {
    const numbers = listSegments(dir, topic);
    for (const [number, reader] of open) {
      if (numbers.includes(number)) continue;
      reader.close();
      open.delete(number);
    }
    return numbers.flatMap((number) => {
      const known = open.get(number);
      if (known !== undefined) return [known];
      const file = segmentFile(dir, topic, number);
      if (!existsSync(file)) return [];
      const reader = tryOpen(file);
      if (reader === null) return [];
      open.set(number, reader);
      return [reader];
    });
  };

  return {
    low: (partition) => segments()[0]?.start(partition) ?? 0,
    high: (partition) => segments().at(-1)?.end(partition) ?? 0,
    read(partition, from, { maxRecords = defaultMaxRecords, maxBytes = defaultMaxBytes }) {
      const all = segments();
      const low = all[0]?.start(partition) ?? 0;
      const high = all.at(-1)?.end(partition) ?? 0;
      if (from < low || from > high) {
        throw new LogError('out_of_range', `${topic} ${partition}: offset ${from} lies outside of ${low} to ${high}`);
      }
      const records: LogRecord[] = [];
      let bytes = 0;
      let at = from;
      for (const segment of all) {
        if (at >= segment.end(partition)) continue;
        for (const frame of segment.frames(partition, at)) {
          decodeFrame(frame, at, records);
          at = frame.base_offset + frame.count;
          bytes += frame.body.byteLength;
          if (records.length >= maxRecords || bytes >= maxBytes) return records.slice(0, maxRecords);
        }
      }
      return records;
    },
    close() {
      for (const reader of open.values()) reader.close();
      open.clear();
    },
  };
}

/** A segment that is just being made has no tables yet: it is empty, and there at the next look. */
function tryOpen(file: string): SegmentReader | null {
  try {
    return openSegment(file);
  } catch (error) {
    if (error instanceof Error && /no such table|unable to open/i.test(error.message)) return null;
    throw error;
  }
}
