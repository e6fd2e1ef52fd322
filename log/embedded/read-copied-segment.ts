import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { LogError } from '../event-log.ts';
import { framesOf, refuseDamaged } from './copy-segments.ts';

/** Where a partition begins and ends in a segment, and when its newest record there was appended (ms); null if it has none. */
export type CopiedRange = { start: number; end: number; newestMs: number | null };

/** Reads every frame of a copied segment, which nobody writes, and leaves no file beside it. Returns the range of each partition. Throws `LogError('corrupt')`, or what SQLite says of the file. */
export function readCopiedSegment(file: string): Map<number, CopiedRange> {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  const segment = new DatabaseSync(url, { readOnly: true });
  try {
    const found = new Map<number, CopiedRange>();
    for (const { partition, start } of segment.prepare('SELECT partition, start_offset AS start FROM starts').all() as {
      partition: number;
      start: number;
    }[])
      found.set(partition, { start, end: start, newestMs: null });
    for (const frame of framesOf(segment)) {
      refuseDamaged(frame, file);
      const known = found.get(frame.partition);
      if (known === undefined || frame.base_offset < known.end)
        throw new LogError('corrupt', `${file}: the frame at offset ${frame.base_offset} is out of order`);
      known.end = frame.base_offset + frame.count;
      known.newestMs = frame.appended_at;
    }
    return found;
  } finally {
    segment.close();
  }
}
