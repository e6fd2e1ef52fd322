/** Of a file, enough to know that it is no text. */
export const tellingBytes = 65_536;

const workbook = 'Open it in your spreadsheet program, save it as CSV, and choose that file.';
const table = 'Choose a table that is saved as CSV, JSON lines, or a feed in XML.';

/** What begins so, and what to do. */
const known: readonly { begins: readonly number[]; is: string; todo: string }[] = [
  { begins: [0xd0, 0xcf, 0x11, 0xe0], is: 'an Excel workbook of the older kind', todo: workbook },
  { begins: [0x89, 0x50, 0x4e, 0x47], is: 'a picture (PNG)', todo: table },
  { begins: [0xff, 0xd8, 0xff], is: 'a picture (JPEG)', todo: table },
  { begins: [0x47, 0x49, 0x46, 0x38], is: 'a picture (GIF)', todo: table },
  { begins: [0x25, 0x50, 0x44, 0x46, 0x2d], is: 'a PDF', todo: table },
];
const zip = [0x50, 0x4b, 0x03, 0x04];
const gzip = [0x1f, 0x8b];
/** In the first entries of what spreadsheets save. */
const workbookMarks = ['[Content_Types].xml', 'opendocument.spreadsheet'];

/** Says what a file is that is no text, by its first bytes, and what to do; null of text. `mayBePacked`: gzip is read where it goes to. */
export function notText(beginning: Uint8Array, mayBePacked: boolean): string | null {
  const begins = (bytes: readonly number[]) => bytes.every((byte, at) => beginning[at] === byte);
  if (begins([0xff, 0xfe]) || begins([0xfe, 0xff])) return null;
  if (begins(gzip))
    return mayBePacked
      ? null
      : 'This file is packed by gzip. Unpack it first; if it is a feed or an export of other software, say above what it is.';
  if (begins(zip)) {
    const names = new TextDecoder('latin1').decode(beginning);
    if (workbookMarks.some((mark) => names.includes(mark)))
      return `This file is an Excel workbook, no CSV. ${workbook}`;
    return `This file is a zip archive. Unpack it, and choose the table in it, saved as CSV.`;
  }
  const one = known.find((kind) => begins(kind.begins));
  if (one !== undefined) return `This file is ${one.is}, no CSV. ${one.todo}`;
  return beginning.includes(0) ? `This file is no text, but binary. ${table}` : null;
}
