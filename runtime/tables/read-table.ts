import { parse } from 'csv-parse/sync';
import { FileFault } from '../text/file-fault.ts';
import { createLineReader, type InputLine, type TextEncoding } from '../text/line-reader.ts';
import { createRecordReader, type RecordProblem, type TableRecord } from './record-reader.ts';

/** A row by the columns of the heading, with the line that it begins in; or why that line is none. */
export type TableRow = { line: number; cells: Record<string, string> } | { line: number; problem: RowProblem };
export type RowProblem = RecordProblem | 'other_width';

export type TableOptions = {
  encoding: TextEncoding;
  /** Called with the heading before any row is read; what it throws ends the reading. */
  checkColumns: (columns: readonly string[]) => void;
};

/** Longest line. */
const maxLineBytes = 256 * 1024;
const delimiters = [',', ';', '\t', '|'] as const;

/** Reads a table piece by piece: see `readTable`. */
export type TableReader = { push(chunk: Buffer): TableRow[]; end(): TableRow[] };

/**
 * Reads a table whose first line names its columns, by commas, semicolons, tabs or bars: the one of these that the heading has the most of. Yields the rows of each piece of the input
 * together, in order; it holds no more than a piece. A row that cannot be read costs itself alone. Throws `FileFault` if there is no heading.
 */
export async function* readTable(input: AsyncIterable<Buffer>, options: TableOptions): AsyncGenerator<TableRow[]> {
  const reader = createTableReader(options);
  for await (const chunk of input) yield reader.push(chunk);
  yield reader.end();
}

export function createTableReader({ encoding, checkColumns }: TableOptions): TableReader {
  const lines = createLineReader(maxLineBytes, encoding);
  const begun: { table?: Table } = {};
  const take = (read: readonly InputLine[]): TableRow[] => {
    if (read.length === 0) return [];
    begun.table ??= createTable(headingOf(read), checkColumns);
    return begun.table.push(read);
  };
  return {
    push: (chunk) => take(lines.push(chunk)),
    end() {
      const last = take(lines.end());
      if (begun.table === undefined) throw new FileFault('The file is empty: its first line has to name the columns.');
      return [...last, ...begun.table.end()];
    },
  };
}

function headingOf(lines: readonly InputLine[]): string {
  const [heading = ''] = lines;
  if (typeof heading === 'string' && heading.trim() !== '') return heading;
  throw new FileFault(
    typeof heading === 'string'
      ? 'The first line is empty: it has to name the columns.'
      : 'The first line names no columns that can be read: save the file as UTF-8, or say its encoding.',
  );
}

type Table = { push(lines: readonly InputLine[]): TableRow[]; end(): TableRow[] };

function createTable(heading: string, checkColumns: TableOptions['checkColumns']): Table {
  const times = (delimiter: string) => heading.split(delimiter).length;
  const delimiter = delimiters.toSorted((a, b) => times(b) - times(a))[0] ?? ',';
  const records = createRecordReader(delimiter);
  let columns: string[] | null = null;
  const rowsOf = (read: readonly TableRecord[]): TableRow[] => {
    const cells = cellsOf(read, delimiter);
    return read.flatMap((record, index): TableRow[] => {
      if ('problem' in record) return [record];
      const row = cells[index];
      if (row === undefined) return [{ line: record.line, problem: 'stray_quote' }];
      if (columns === null) {
        columns = row.map((name) => name.trim());
        checkColumns(columns);
        return [];
      }
      if (row.length !== columns.length) return [{ line: record.line, problem: 'other_width' }];
      return [{ line: record.line, cells: Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])) }];
    });
  };
  return {
    push: (lines: readonly InputLine[]) => rowsOf(records.push(lines)),
    end: () => rowsOf(records.end()),
  };
}

/** The cells of each record that is one; they are parsed together, and one by one only if the parser sees other records in them than the reader. */
function cellsOf(records: readonly TableRecord[], delimiter: string): (string[] | undefined)[] {
  const texts = records.flatMap((record) => ('text' in record ? [record.text] : []));
  const together = parsed(texts.join('\n'), delimiter);
  const rows =
    together?.length === texts.length
      ? together
      : texts.map((text) => {
          const alone = parsed(text, delimiter);
          return alone?.length === 1 ? alone[0] : undefined;
        });
  let next = 0;
  return records.map((record) => ('text' in record ? rows[next++] : undefined));
}

function parsed(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_quotes: true, relax_column_count: true });
  } catch {
    return null;
  }
}
