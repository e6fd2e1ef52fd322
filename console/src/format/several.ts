import { count } from '#console/format/numbers.ts';

/** A number of things: `1 record`, `2 records`, `0 records`. `many` is for words that do not take an s. */
export const several = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
