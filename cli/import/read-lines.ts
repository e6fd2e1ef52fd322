import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** A file's bytes, unpacked where it is gzip, by its first two bytes and not by its name. */
export function openInput(file: string): NodeJS.ReadableStream {
  const head = Buffer.alloc(2);
  const handle = openSync(file, 'r');
  readSync(handle, head, 0, 2, 0);
  closeSync(handle);
  const raw = createReadStream(file);
  return head[0] === 0x1f && head[1] === 0x8b ? raw.pipe(createGunzip()) : raw;
}

export function readLines(file: string): AsyncIterable<string> {
  return createInterface({ input: openInput(file), crlfDelay: Number.POSITIVE_INFINITY });
}
