/** How the letters of a file are stored, as the API calls it: `latin1` is Windows-1252. A file that says it itself (XML, UTF-16 by its mark) is read as it says. */
export type FileEncoding = 'utf-8' | 'latin1';

export const fileEncodings: readonly { id: FileEncoding; label: string }[] = [
  { id: 'utf-8', label: 'UTF-8' },
  { id: 'latin1', label: 'Windows-1252, as Excel saves CSV' },
];

const gzip = [0x1f, 0x8b];

/** Guesses by the first bytes of a file; `isWhole`: there are no more. What is packed, and XML, is left as UTF-8: nobody sees in here what it is. */
export function encodingOf(beginning: Uint8Array, isWhole: boolean): FileEncoding {
  if (gzip.every((byte, at) => beginning[at] === byte) || utf16Of(beginning) !== null) return 'utf-8';
  const text = decoded('utf-8', beginning, !isWhole);
  if (text !== null) return 'utf-8';
  return new TextDecoder('latin1').decode(beginning).trimStart().startsWith('<') ? 'utf-8' : 'latin1';
}

/** Returns the beginning of a file as it would be read, without a letter that is cut at its end; what cannot be read is `�`. */
export const textOfBeginning = (bytes: Uint8Array, encoding: FileEncoding): string =>
  new TextDecoder(utf16Of(bytes) ?? encoding).decode(bytes, { stream: true });

/** Returns the first words with letters beyond ASCII, each once: by them one sees whether a text is read as it is stored. */
export const tellingWords = (text: string, atMost: number): string[] =>
  [...new Set(text.match(/[\p{L}\p{N}\p{S}\p{M}]*[^\p{ASCII}\s][\p{L}\p{N}\p{S}\p{M}]*/gu))].slice(0, atMost);

/** Returns the text of a whole file. Throws if it is not stored so: nothing is ever replaced by `�`. */
export function textOfFile(bytes: Uint8Array, encoding: FileEncoding): string {
  const text = decoded(utf16Of(bytes) ?? encoding, bytes, false);
  if (text === null) throw new Error('This file is not UTF-8: choose how its letters are stored, or save it as UTF-8.');
  return text;
}

function decoded(label: string, bytes: Uint8Array, goesOn: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: goesOn });
  } catch {
    return null;
  }
}

function utf16Of([first, second]: Uint8Array): string | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}
