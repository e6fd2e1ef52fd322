import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

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

/** Writes a new file beside the old one and renames it: after a crash the old one is still there. */
export async function writeSnapshot(
  dir: string,
  logId: string,
  partition: number,
  nextOffset: bigint,
  body: Buffer,
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const header: Header = {
    format,
    logId,
    partition,
    nextOffset: nextOffset.toString(),
    crc: crc32(body),
    bytes: body.length,
  };
  const file = fileOf(dir, partition);
  await writeFile(`${file}.new`, [Buffer.from(`${JSON.stringify(header)}\n`), body]);
  await rename(`${file}.new`, file);
}
