import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** Returns a stream of a file's bytes, unpacked if its first two bytes (and not its name) say that it is gzip. Its errors reach the reader of the stream. */
export function openInput(file: string): Readable {
  const head = Buffer.alloc(2);
  const handle = openSync(file, 'r');
  readSync(handle, head, 0, 2, 0);
  closeSync(handle);
  const raw = createReadStream(file);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

/**
 * Returns the lines of a file, which end in LF or CRLF; a byte order mark is left out. Not node:readline, which would also cut a line at
 * U+2028: JSON allows that within a text.
 */
export const readLines = (file: string): AsyncIterable<string> => readLinesOf(openInput(file));

/** The same of bytes that come from elsewhere. */
export async function* readLinesOf(input: Readable): AsyncIterable<string> {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  const clean = (line: string) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const cleaned = isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
    isFirst = false;
    return cleaned;
  };
  let rest = '';
  for await (const chunk of input) {
    const parts = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield clean(part);
  }
  rest += decoder.end();
  if (rest !== '') yield clean(rest);
}
