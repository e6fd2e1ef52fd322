import { isUtf8 } from 'node:buffer';

const newline = 0x0a;

/** How bytes are read as text. `latin1` is Windows-1252, which programs mean by that name; every byte is a character of it. */
export type TextEncoding = 'utf-8' | 'latin1';

/** A line of text without its end, or why it could not be read. */
export type InputLine = string | { problem: 'line_too_long' | 'not_utf8' };

/**
 * Cuts bytes into lines of text, in the order of arrival. A line without an end is kept until its end comes, up to `maxLineBytes`: the rest of a longer line is
 * skipped unread. Lines end in LF or CRLF (JSON takes CR for a space); a byte order mark at the start is left out.
 */
export type LineReader = {
  push(chunk: Buffer): InputLine[];
  /** Whether a line has begun whose end has not come. */
  readonly isWithinLine: boolean;
  /** The last line, if no line end came after it. */
  end(): InputLine[];
};

/** Creates a reader for the start of an input. */
export function createLineReader(maxLineBytes: number, encoding: TextEncoding = 'utf-8'): LineReader {
  const decoder = encoding === 'latin1' ? new TextDecoder('windows-1252') : null;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let isSkipping = false;
  let isStart = true;

  function keep(rest: Buffer): void {
    if (rest.length === 0 || isSkipping) return;
    kept.push(rest);
    keptBytes += rest.length;
    if (keptBytes > maxLineBytes) {
      isSkipping = true;
      kept = [];
    }
  }

  /** Takes whole lines, without the end of the last line; what was kept is their beginning. */
  function cut(bytes: Buffer): InputLine[] {
    if (isSkipping) {
      const end = bytes.indexOf(newline);
      isSkipping = false;
      keptBytes = 0;
      const tooLong: InputLine = { problem: 'line_too_long' };
      isStart = false;
      return end < 0 ? [tooLong] : [tooLong, ...cut(bytes.subarray(end + 1))];
    }
    let block = kept.length === 0 ? bytes : Buffer.concat([...kept, bytes]);
    kept = [];
    keptBytes = 0;
    if (isStart && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) block = block.subarray(3);
    isStart = false;
    const lines =
      decoder?.decode(block).split('\n') ?? (isUtf8(block) ? block.toString().split('\n') : splitBroken(block));
    return lines.map((line) => (isTooLong(line, maxLineBytes) ? { problem: 'line_too_long' } : line));
  }

  return {
    get isWithinLine() {
      return keptBytes > 0 || isSkipping;
    },
    push(chunk) {
      const end = chunk.lastIndexOf(newline);
      if (end < 0) {
        keep(chunk);
        return [];
      }
      const lines = cut(chunk.subarray(0, end));
      keep(chunk.subarray(end + 1));
      return lines;
    },
    end: () => (keptBytes === 0 && !isSkipping ? [] : cut(Buffer.alloc(0))),
  };
}

/** A line has at most as many characters as bytes, and at least a third as many; only in between must the bytes be counted. */
function isTooLong(line: InputLine, maxBytes: number): boolean {
  if (typeof line !== 'string' || line.length * 3 <= maxBytes) return false;
  return Buffer.byteLength(line) > maxBytes;
}

function splitBroken(block: Buffer): InputLine[] {
  const lines: InputLine[] = [];
  let from = 0;
  while (from <= block.length) {
    const found = block.indexOf(newline, from);
    const end = found < 0 ? block.length : found;
    const bytes = block.subarray(from, end);
    lines.push(isUtf8(bytes) ? bytes.toString() : { problem: 'not_utf8' });
    from = end + 1;
  }
  return lines;
}
