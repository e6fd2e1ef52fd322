import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Steps } from '#domain/memory/steps.ts';
import { replaceLargeFile } from '#runtime/replace-file.ts';
import { inTurns } from './in-turns.ts';

/**
 * A snapshot file is one line of JSON (the header) and the shard's bytes. It carries the log and the position it stands at; what does
 * not fit this log or this format is ignored, and the shard is built again from the log.
 */
type Header = { format: number; logId: string; partition: number; nextOffset: string; crc: number; bytes: number };
const format = 2;

export type RestoredShard = { nextOffset: bigint; body: Buffer };

export const fileOf = (dir: string, partition: number): string => join(dir, `events-${partition}.snapshot`);

export function readSnapshot(dir: string, logId: string, partition: number): RestoredShard | null {
  let file: Buffer;
  try {
    file = readFileSync(fileOf(dir, partition));
  } catch {
    return null;
  }
  try {
    const end = file.indexOf(10);
    const header = JSON.parse(file.toString('utf8', 0, end)) as Header;
    const body = file.subarray(end + 1);
    if (
      header.format !== format ||
      header.logId !== logId ||
      header.partition !== partition ||
      header.bytes !== body.length ||
      header.crc !== crc32(body)
    )
      return null;
    return { nextOffset: BigInt(header.nextOffset), body };
  } catch {
    return null;
  }
}

/** Replaces the snapshot; its body is on pages, none of which may change meanwhile. Not synced: the reader tells one that a power cut has damaged by its sum, and reads the log instead. */
export async function writeSnapshot(
  dir: string,
  logId: string,
  partition: number,
  nextOffset: bigint,
  pages: readonly Buffer[],
): Promise<void> {
  const header: Header = {
    format,
    logId,
    partition,
    nextOffset: nextOffset.toString(),
    crc: await inTurns(sumOf(pages)),
    bytes: pages.reduce((bytes, page) => bytes + page.length, 0),
  };
  await replaceLargeFile(fileOf(dir, partition), { isSynced: false }, (draft) =>
    writeFile(draft, [Buffer.from(`${JSON.stringify(header)}\n`), ...pages]),
  );
}

function* sumOf(pages: readonly Buffer[]): Steps<number> {
  let sum = 0;
  for (const page of pages) {
    sum = crc32(page, sum);
    yield;
  }
  return sum;
}
