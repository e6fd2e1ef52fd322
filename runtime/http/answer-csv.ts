import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export type CsvCell = string | number | boolean | null;

/** What spreadsheets take for the begin of a formula, also behind white space and in the wide forms of East Asian keyboards. */
const startsFormula = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/u;

/** Rows go out in pieces of about this many characters. */
const pieceLength = 16_384;

/**
 * Answers rows as a CSV file (RFC 4180, UTF-8, with a header line), as they come and no faster than the client reads. A text that a
 * spreadsheet would run as a formula gets an apostrophe before it. If reading fails before the first row, the answer is a problem.
 */
export async function answerCsv(
  reply: FastifyReply,
  {
    fileName,
    columns,
    rows,
  }: { fileName: string; columns: readonly string[]; rows: AsyncIterable<readonly CsvCell[]> },
): Promise<FastifyReply> {
  const pieces = piecesOf(columns, rows);
  const first = await pieces.next();
  return reply
    .header('content-disposition', `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"`)
    .type('text/csv; charset=utf-8')
    .send(Readable.from(withFirst(first, pieces)));
}

async function* piecesOf(columns: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): AsyncGenerator<string> {
  let piece = lineOf(columns);
  for await (const row of rows) {
    piece += lineOf(row);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

async function* withFirst(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (!first.done) yield first.value;
  yield* rest;
}

const lineOf = (cells: readonly CsvCell[]): string => `${cells.map(cellOf).join(',')}\r\n`;

function cellOf(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = startsFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
