import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline as pipelineOf, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { replaceLargeFile } from '#runtime/replace-file.ts';

/** The compressor is given lines in chunks of about this size. */
const chunkChars = 1 << 18;

/** The first day of a month, `2026-01-01`, in UTC: as column `month` of `event_months` has it. */
export type Month = string;

/** Where the archive of a month lies: `events_2026_01.jsonl.zst`. */
export function archiveFileOf(dir: string, month: Month): string {
  return join(dir, `events_${month.slice(0, 7).replace('-', '_')}.jsonl.zst`);
}

export function hasArchive(dir: string, month: Month): boolean {
  return existsSync(archiveFileOf(dir, month));
}

/**
 * Writes lines as the archive of a month, and replaces one that is there. The file is written under another name, synced and then renamed, so
 * that a file with the archive's name is always complete. A damaged one is told by zstd's checksum. Returns the number of lines.
 */
export async function writeArchive(dir: string, month: Month, lines: AsyncIterable<string>): Promise<number> {
  let count = 0;
  async function* chunks() {
    let chunk = '';
    for await (const line of lines) {
      chunk += `${line}\n`;
      count += 1;
      if (chunk.length < chunkChars) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
  await replaceLargeFile(archiveFileOf(dir, month), { isSynced: true }, (draft) =>
    pipeline(
      Readable.from(chunks(), { objectMode: false }),
      createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
      createWriteStream(draft),
    ),
  );
  return count;
}

/** Reads the lines of a month's archive. Throws, at the latest at the end, if the file is missing, cut off or damaged. */
export async function* readArchive(dir: string, month: Month): AsyncGenerator<string> {
  // An error of the file destroys the last stream, and is thrown by the loop.
  const text = pipelineOf(createReadStream(archiveFileOf(dir, month)), createZstdDecompress(), () => {});
  text.setEncoding('utf8');
  let rest = '';
  // Not by node:readline, which also cuts at U+2028, and JSON may have that within texts.
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
