import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { createLineReader, type InputLine, type TextEncoding } from '#runtime/text/line-reader.ts';

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

/** Longest line, as of a stream of the API. */
const maxLineBytes = 256 * 1024;

/** A line of a file by its number, from 1, or why it cannot be read. */
export type FileLine = { line: number; text: string } | { line: number; problem: keyof typeof lineProblems };

/** What is told of such lines. */
export const lineProblems = {
  line_too_long: 'the line is too long',
  not_utf8: 'not UTF-8: give --encoding latin1 if the file is in Latin 1',
} as const;

/** A file in UTF-16, whatever it is of. */
export class FileInUtf16 extends Error {
  constructor(file: string) {
    super(`${file} is in UTF-16: save it as UTF-8`);
  }
}

/**
 * Yields the lines of a file, which end in LF or CRLF; a byte order mark is left out. Not node:readline, which would also cut a line at U+2028: JSON allows that within a text. What is not
 * UTF-8 costs its line: U+FFFD in its place would make one shopper of two. `onBytes` is given all bytes of the file, unpacked. Throws `FileInUtf16`.
 */
export async function* readLines(
  file: string,
  encoding: TextEncoding = 'utf-8',
  onBytes?: (bytes: Buffer) => void,
): AsyncGenerator<FileLine> {
  const reader = createLineReader(maxLineBytes, encoding);
  let line = 0;
  const numbered = (read: InputLine): FileLine => {
    line += 1;
    return typeof read === 'string'
      ? { line, text: read.endsWith('\r') ? read.slice(0, -1) : read }
      : { line, ...read };
  };
  let isFirst = true;
  for await (const chunk of openInput(file)) {
    if (isFirst && isUtf16(chunk as Buffer)) throw new FileInUtf16(file);
    isFirst = false;
    onBytes?.(chunk as Buffer);
    for (const read of reader.push(chunk as Buffer)) yield numbered(read);
  }
  for (const read of reader.end()) yield numbered(read);
}

/** Whether a file begins with the byte order mark of UTF-16, as what Excel saves as Unicode text does. Read as anything else none of its lines is one. */
const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** The lines of what a server answers, which are UTF-8 and end in LF. */
export async function* readAnswerLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const parts = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
