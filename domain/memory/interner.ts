import type { ByteReader, ByteWriter } from './bytes.ts';
import { createNumbersByText } from './numbers-by-text.ts';
import type { Steps } from './steps.ts';

/** Texts as small integers, in the order of their first appearance; none is ever forgotten. */
export type Interner = {
  readonly size: number;
  /** Returns the text's number; a new number if it has none yet. */
  intern(text: string): number;
  /** Returns the text's number, or -1. */
  find(text: string): number;
  nameOf(number: number): string;
  write(to: ByteWriter): Steps;
};

export function createInterner(from?: ByteReader): Interner {
  const names = from?.texts() ?? [];
  const nameOf = (number: number) => names[number] ?? '';
  const numbers = createNumbersByText(nameOf);
  for (const [number, name] of names.entries()) numbers.set(name, number);
  return {
    get size() {
      return names.length;
    },
    intern(text) {
      let number = numbers.get(text);
      if (number === undefined) {
        number = names.length;
        names.push(text);
        numbers.set(text, number);
      }
      return number;
    },
    find: (text) => numbers.get(text) ?? -1,
    nameOf,
    write: (to) => to.texts(names),
  };
}
