/** The word for one thing, or for any other number of them: nouns, and what goes with them (`is` or `are`, `its` or `their`). */
export const oneOrMany = (number: number, one: string, many: string): string => (number === 1 ? one : many);

/** A number of things, in English: `1 product`, `1,200 products`. `many` is for words that do not take an s. */
export const several = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${oneOrMany(number, one, many)}`;
