import { count } from '#console/format/numbers.ts';

/** The word for one thing, or for any other number of them: nouns, and what goes with them (`is` or `are`, `its` or `their`). */
export const oneOrMany = (number: number, one: string, many: string): string => (number === 1 ? one : many);

/** A number of things: `1 record`, `2 records`, `0 records`. `many` is for words that do not take an s. */
export const several = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${oneOrMany(number, one, many)}`;
