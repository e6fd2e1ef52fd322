import { columnMeaning, productOfRow } from '#console/catalog/product-of-row.ts';
import { type TableRecord, tableRecords } from '#console/catalog/table-records.ts';

/** One product of a file, with the line that it begins in, from 1; or why the line is none. */
export type ProductLine = { line: number; product: unknown } | { line: number; problem: string };
export type ProductFile = {
  lines: ProductLine[];
  /** Of a table; null of JSON lines. */
  columns: string[] | null;
};

const delimiters = [',', ';', '\t', '|'];
const neededFields = ['productId', 'name', 'category', 'price'];
const headingNames = `The first line has to name the columns, and ${neededFields.join(', ')} are needed.`;
const strayQuote =
  'a quote in this line is not closed, or stands where none may be. Write each quote within a quoted field twice.';

/** Reads JSON lines, or a table with a heading (CSV; by commas, semicolons, tabs or bars). A file whose first character is `{` is JSON lines. Throws if a table has no heading, its heading lacks a column that products need, or nothing follows it. */
export function readProductFile(text: string): ProductFile {
  const body = text.replace(/^\uFEFF/, '');
  return body.trimStart().startsWith('{') ? { lines: jsonLines(body), columns: null } : tableLines(body);
}

function jsonLines(text: string): ProductLine[] {
  return text.split('\n').flatMap((content, index): ProductLine[] => {
    const line = index + 1;
    if (content.trim() === '') return [];
    try {
      return [{ line, product: JSON.parse(content) }];
    } catch (error) {
      return [{ line, problem: `This line is no JSON: ${(error as Error).message}` }];
    }
  });
}

function tableLines(text: string): ProductFile {
  const [heading, ...records] = tableRecords(text, delimiterOf(text));
  if (heading === undefined) throw new Error(`The file is empty. ${headingNames}`);
  if (heading.cells === null) throw new Error(`Line ${heading.line} is no heading: ${strayQuote}`);
  const columns = heading.cells;
  const lacking = lackingIn(columns);
  if (lacking.length > 0) throw new Error(`The file has no column ${lacking.join(', ')}. ${headingNames}`);
  if (records.length === 0) throw new Error('The file has a heading alone: no product stands below it.');
  return { columns, lines: records.map((record) => lineOf(record, columns)) };
}

function lackingIn(columns: readonly string[]): string[] {
  const meanings = columns.map(columnMeaning);
  return neededFields.filter((needed) => !meanings.some((meaning) => 'field' in meaning && meaning.field === needed));
}

function lineOf({ line, cells }: TableRecord, columns: readonly string[]): ProductLine {
  if (cells === null) return { line, problem: `This line cannot be read: ${strayQuote}` };
  if (cells.length !== columns.length)
    return { line, problem: `The heading has ${columns.length} columns, this line has more or less.` };
  return { line, product: productOfRow(Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']))) };
}

/** The columns that the first line of a table names; none of what is no table. */
export function columnsOf(text: string): readonly string[] {
  const body = text.replace(/^\uFEFF/, '');
  return body.trimStart().startsWith('{') ? [] : (tableRecords(body, delimiterOf(body))[0]?.cells ?? []);
}

/** The one that the heading has the most of. */
function delimiterOf(text: string): string {
  const heading = /[^\r\n]+/.exec(text)?.[0] ?? '';
  const times = (delimiter: string) => heading.split(delimiter).length;
  return delimiters.toSorted((a, b) => times(b) - times(a))[0] ?? ',';
}
