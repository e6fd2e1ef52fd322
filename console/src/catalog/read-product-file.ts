import { productOfRow } from '#console/catalog/product-of-row.ts';

/** One product of a file, with the line that it ends in, from 1; or why the line is none. */
export type ProductLine = { line: number; product: unknown } | { line: number; problem: string };
export type ProductFile = {
  lines: ProductLine[];
  /** Of a table; null of JSON lines. */
  columns: string[] | null;
};

/** What the parser says of a row with `info: true`; its types have the record alone, and no error. */
type RowInfo = { lines: number; error?: { message: string } };
type InformedRow = { info: RowInfo; record: Record<string, string> };

const delimiters = [',', ';', '\t', '|'];

/** Reads JSON lines, or a table with a heading (CSV; by commas, semicolons, tabs or bars). A file whose first character is `{` is JSON lines. Throws if a table has no heading or a quote is never closed. */
export async function readProductFile(text: string): Promise<ProductFile> {
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

async function tableLines(text: string): Promise<ProductFile> {
  // Most visits of the console upload nothing: the parser comes with the first file.
  const { parse } = await import('csv-parse/browser/esm/sync');
  let columns: string[] = [];
  // With `info` each row is its record and where it stood; the types of the package know rows alone.
  const rows = parse<InformedRow>(text, {
    columns: (heading: string[]) => {
      columns = heading;
      return heading;
    },
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  if (columns.length === 0)
    throw new Error('The file is empty. The first line names the columns: productId, name, category, price.');
  return { columns, lines: rows.map(({ info, record }) => lineOf(info, record, columns.length)) };
}

function lineOf({ lines: line, error }: RowInfo, record: Record<string, string>, width: number): ProductLine {
  if (error !== undefined) return { line, problem: `The heading has ${width} columns, this line has more or less.` };
  return { line, product: productOfRow(record) };
}

/** The one that the heading has the most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, Math.max(0, text.indexOf('\n')) || undefined);
  const times = (delimiter: string) => heading.split(delimiter).length;
  return delimiters.toSorted((a, b) => times(b) - times(a))[0] ?? ',';
}
