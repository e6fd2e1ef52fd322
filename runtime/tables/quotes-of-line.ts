/** How the quotes of a record stand at the end of a line: all closed; one open, so that the record goes on; or one where none may be. */
export type Quotes = 'closed' | 'open' | 'stray';

/** Follows the quotes of one line of a table. A quote counts where a field begins, and two of them within a quoted field are one character; anywhere else it is a character like any other, as in `27" screen`. `isOpen`: the line begins within a quoted field. */
export function quotesOfLine(line: string, isOpen: boolean, delimiter: string): Quotes {
  let isQuoted = isOpen;
  let at = 0;
  for (;;) {
    if (!isQuoted && line[at] === '"') {
      isQuoted = true;
      at += 1;
    }
    if (!isQuoted) {
      const end = line.indexOf(delimiter, at);
      if (end < 0) return 'closed';
      at = end + 1;
      continue;
    }
    const quote = line.indexOf('"', at);
    if (quote < 0) return 'open';
    const next = line[quote + 1];
    if (next === undefined) return 'closed';
    if (next !== '"' && next !== delimiter) return 'stray';
    isQuoted = next === '"';
    at = quote + 2;
  }
}
