export type CsvCell = string | number;

/** What spreadsheets take for the begin of a formula, also behind white space and in the wide forms of East Asian keyboards; the API writes its files by the same. */
const startsFormula = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/u;

/** Writes rows as CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export const csvText = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');

function cellOf(value: CsvCell): string {
  if (typeof value === 'number') return String(value);
  const text = startsFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
