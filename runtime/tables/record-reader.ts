import type { InputLine } from '../text/line-reader.ts';
import { quotesOfLine } from './quotes-of-line.ts';

/** A record of a table as it stands in the file, with the line that it begins in, from 1; or why that line is none. */
export type TableRecord = { line: number; text: string } | { line: number; problem: RecordProblem };
export type RecordProblem = 'stray_quote' | 'line_too_long' | 'not_utf8';

/** Joins lines to records, whose quoted fields may hold line ends. A quote that is never closed, or is followed by text, costs the line that it stands in: the lines behind it are read again as records of their own. */
export type RecordReader = {
  push(lines: readonly InputLine[]): TableRecord[];
  /** What is left once the input has ended. */
  end(): TableRecord[];
};

/** Longer records are taken for a quote that was never closed. */
const maxLines = 1_000;
const maxCharacters = 256 * 1024;
/** After so many stray quotes no record goes on in the next line any more, so that a file of nothing else is not read a thousand times. */
const maxStrayQuotes = 1_000;

type Line = { line: number; text: InputLine };
type OpenRecord = { lines: { line: number; text: string }[]; characters: number };

export function createRecordReader(delimiter: string): RecordReader {
  let linesRead = 0;
  let strayQuotes = 0;
  let open: OpenRecord | null = null;

  /** The first line of the record that is open is none; those behind it come again. */
  function giveUp(records: TableRecord[]): Line[] {
    const [bad, ...rest] = open?.lines ?? [];
    if (bad !== undefined) records.push({ line: bad.line, problem: 'stray_quote' });
    strayQuotes += 1;
    open = null;
    return rest;
  }

  function begin({ line, text }: Line, records: TableRecord[]): void {
    if (typeof text !== 'string') {
      records.push({ line, problem: text.problem });
      return;
    }
    const quotes = quotesOfLine(text, false, delimiter);
    if (quotes === 'open' && strayQuotes < maxStrayQuotes) open = { lines: [{ line, text }], characters: text.length };
    else if (quotes !== 'closed') records.push({ line, problem: 'stray_quote' });
    else if (text !== '') records.push({ line, text });
  }

  /** False if the line cannot belong to the record. */
  function goOn(record: OpenRecord, { line, text }: Line, records: TableRecord[]): boolean {
    const quotes = typeof text === 'string' ? quotesOfLine(text, true, delimiter) : 'stray';
    if (typeof text !== 'string' || quotes === 'stray') return false;
    record.lines.push({ line, text });
    record.characters += text.length;
    if (quotes === 'open') return record.lines.length < maxLines && record.characters < maxCharacters;
    records.push({ line: record.lines[0]!.line, text: record.lines.map((one) => one.text).join('\n') });
    open = null;
    return true;
  }

  function take(lines: Line[], records: TableRecord[]): void {
    // The next line is the last one, so that lines which come again are put where they are taken from.
    const left = lines.reverse();
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (open === null) begin(next, records);
      else {
        const { length } = open.lines;
        if (!goOn(open, next, records)) {
          const isInside = (open?.lines.length ?? 0) > length;
          if (!isInside) left.push(next);
          left.push(...giveUp(records).reverse());
        }
      }
    }
  }

  return {
    push(lines) {
      const records: TableRecord[] = [];
      const numbered = lines.map((text) => {
        linesRead += 1;
        return { line: linesRead, text: typeof text === 'string' && text.endsWith('\r') ? text.slice(0, -1) : text };
      });
      take(numbered, records);
      return records;
    },
    end() {
      const records: TableRecord[] = [];
      while (open !== null) take(giveUp(records), records);
      return records;
    },
  };
}
