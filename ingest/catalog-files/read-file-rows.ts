import type { FileFormat, FileRow } from '#domain/catalog/files/file-format.ts';
import { type RowProblem, readTable } from '#runtime/tables/read-table.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { unpacked } from '#runtime/text/unpacked.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import { readFeedItems } from './read-feed-items.ts';

/** A row by the columns of its format, or why a line is none. */
export type ReadRow = FileRow | { line: number; error: ContractError };

/**
 * Reads a file of products, XML or a table, plain or gzip, piece by piece. Throws `FileFault` before the first row if it lacks a column of its format, and where it cannot be read on; whatever the input throws.
 */
export async function* readFileRows(
  input: AsyncIterable<Buffer>,
  format: Pick<FileFormat, 'columnName' | 'required'>,
  { idColumn, encoding }: { idColumn: string; encoding: TextEncoding | undefined },
): AsyncGenerator<ReadRow[]> {
  const wanted = [...new Set([...format.required, idColumn])];
  const { head, all } = await begun(unpacked(input));
  if (isXml(head)) {
    for await (const items of readFeedItems(all, encoding))
      yield items.map(({ line, cells }) => ({ line, cells: named(cells, format.columnName) }));
    return;
  }
  const checkColumns = (columns: readonly string[]) => {
    const names = new Set(columns.map(format.columnName));
    const missing = wanted.filter((name) => !names.has(name));
    if (missing.length > 0)
      throw new FileFault(
        `The heading lacks ${missing.map((name) => `\`${name}\``).join(', ')}; it has ${columns
          .slice(0, shownColumns)
          .map((name) => `\`${name.slice(0, shownCharacters)}\``)
          .join(', ')}. Nothing was read.`,
      );
  };
  for await (const rows of readTable(all, { encoding: encoding ?? 'utf-8', checkColumns }))
    yield rows.map((row) =>
      'problem' in row
        ? { line: row.line, error: { path: '', message: lineMessages[row.problem], code: row.problem } }
        : { line: row.line, cells: named(row.cells, format.columnName) },
    );
}

const shownColumns = 12;
const shownCharacters = 40;

const lineMessages: Readonly<Record<RowProblem, string>> = {
  stray_quote:
    'A quote in this line is not closed, or stands where none may be: write each quote within a quoted field twice.',
  line_too_long: 'Keep each line within 262144 bytes.',
  not_utf8: 'This line is not UTF-8: save the file as UTF-8, or say its encoding.',
  other_width: 'This line has more or fewer columns than the heading.',
};

/** Of columns that the format takes for one, the first that has a text. */
function named(
  cells: Readonly<Record<string, string>>,
  columnName: (heading: string) => string,
): Record<string, string> {
  const byName: Record<string, string> = Object.create(null);
  for (const [heading, text] of Object.entries(cells)) byName[columnName(heading)] ||= text;
  return byName;
}

const isXml = (head: Buffer): boolean => /^(?:\u00ef\u00bb\u00bf)?\s*</.test(head.toString('latin1'));

/** Looks at the first bytes without taking them. */
async function begun(input: AsyncGenerator<Buffer>): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const first = await input.next();
  const head = first.done === true ? Buffer.alloc(0) : first.value;
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    yield* input;
  }
  return { head, all: all() };
}
