/** A number of things, in English: `1 product`, `1,200 products`. `many` is for words that do not take an s. */
export const several = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
