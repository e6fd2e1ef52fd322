import { hashText } from './hash-text.ts';
import {
  addToTable,
  createTextTable,
  deleteInTable,
  eachInTable,
  findInTable,
  setInTable,
  sizeOfTable,
  type TextOf,
} from './text-table.ts';

/** Once there are so many texts, they are spread over parts: one that doubles moves all that is in it, which for 262,144 texts would hold the event loop for milliseconds. */
const mostUncut = 8_192;
const partBits = 4;

/** Numbers of texts, 0 and above, as a Map has them; hundreds of thousands of texts without a long pause while it grows. */
export type NumbersByText = {
  readonly size: number;
  get(text: string): number | undefined;
  /** The number's text must be known from here on. */
  set(text: string, number: number): void;
  /** To be called as long as the number's text is known. */
  delete(text: string): boolean;
};

/**
 * `textOf`: tells the text of a number that was set, which the caller keeps anyway. A Map reads about six places that others have pushed out of the processor's caches, one after the other; this
 * reads the bucket of the text's hash, and then the text whose number is there.
 */
export function createNumbersByText(textOf: TextOf): NumbersByText {
  let tables = [createTextTable()];
  const uncut = tables[0] ?? createTextTable();
  const tableOf = (hash: number) => tables[tables.length === 1 ? 0 : hash >>> (32 - partBits)] ?? uncut;
  const cut = () => {
    tables = Array.from({ length: 1 << partBits }, createTextTable);
    eachInTable(uncut, (hash, number) => addToTable(tableOf(hash), hash, number, textOf));
  };
  return {
    get size() {
      return tables.reduce((sum, table) => sum + sizeOfTable(table), 0);
    },
    get(text) {
      const hash = hashText(text);
      const number = findInTable(tableOf(hash), text, hash, textOf);
      return number < 0 ? undefined : number;
    },
    set(text, number) {
      if (tables.length === 1 && sizeOfTable(uncut) >= mostUncut) cut();
      const hash = hashText(text);
      setInTable(tableOf(hash), text, hash, number, textOf);
    },
    delete(text) {
      const hash = hashText(text);
      return deleteInTable(tableOf(hash), text, hash, textOf);
    },
  };
}
