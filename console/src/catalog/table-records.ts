/** A record of a table, with the line that it begins in, from 1; or null for its cells if that line is none. */
export type TableRecord = { line: number; cells: string[] | null };

const quote = '"';
/** Longer quoted fields are taken for a quote that was never closed. */
const maxQuoted = 256 * 1024;
/** After so many stray quotes no field goes on in the next line any more, so that a file of nothing else is not read a thousand times. */
const maxStrayQuotes = 1_000;

/**
 * Reads the records of a table, without empty lines. A quote counts where a field begins; two of them in a quoted field are one, and a quoted field may hold line ends. A quote that is
 * never closed, or is followed by text, costs the line that its record begins in: the lines behind it are read as records of their own.
 */
export function tableRecords(text: string, delimiter: string): TableRecord[] {
  const records: TableRecord[] = [];
  let strayQuotes = 0;
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const limit = strayQuotes < maxStrayQuotes ? at + maxQuoted : endOfLine(text, at);
    const read = recordAt(text, at, delimiter, limit);
    if (read === null) strayQuotes += 1;
    if (read?.cells.join('') !== '' || read.cells.length > 1) records.push({ line, cells: read?.cells ?? null });
    const next = behindLineEnd(text, read?.end ?? endOfLine(text, at));
    line += read === null ? 1 : Math.max(1, lineEndsIn(text.slice(at, next)));
    at = next;
  }
  return records;
}

/** The record that begins here, and where it ends; null if a quote in it is none. */
function recordAt(
  text: string,
  start: number,
  delimiter: string,
  limit: number,
): { cells: string[]; end: number } | null {
  const cells: string[] = [];
  for (let at = start; ; at += 1) {
    const cell = text[at] === quote ? quotedAt(text, at + 1, limit) : plainAt(text, at, delimiter);
    if (cell === null) return null;
    cells.push(cell.text);
    at = cell.end;
    if (isLineEnd(text[at])) return { cells, end: at };
    if (text[at] !== delimiter) return null;
  }
}

function plainAt(text: string, at: number, delimiter: string): { text: string; end: number } {
  let end = at;
  while (!isLineEnd(text[end]) && text[end] !== delimiter) end += 1;
  return { text: text.slice(at, end), end };
}

function quotedAt(text: string, start: number, limit: number): { text: string; end: number } | null {
  const within = text.slice(start, limit);
  let cell = '';
  for (let at = 0; ; ) {
    const closing = within.indexOf(quote, at);
    if (closing < 0) return null;
    cell += within.slice(at, closing);
    if (text[start + closing + 1] !== quote) return { text: cell, end: start + closing + 1 };
    cell += quote;
    at = closing + 2;
  }
}

const isLineEnd = (character: string | undefined) =>
  character === undefined || character === '\n' || character === '\r';

function endOfLine(text: string, start: number): number {
  let end = start;
  while (!isLineEnd(text[end])) end += 1;
  return end;
}

const behindLineEnd = (text: string, end: number) => end + (text.startsWith('\r\n', end) ? 2 : 1);

const lineEndsIn = (text: string) => text.match(/\r\n|\n|\r/g)?.length ?? 0;
