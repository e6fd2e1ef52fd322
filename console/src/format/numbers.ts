/** Whole numbers: 12,345. */
export const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });

/** Shares as percent, as they stand in columns and beside each other: two decimals always, so that 0.5 is 50.00 %. What rounds to nothing has no sign. */
export const percent = (value: number): string => percentWith(value, 2);

/** Shares as percent within a sentence, and limits that somebody chose: at most two decimals, so that 0.05 is 5 %. */
export const percentInText = (value: number): string => percentWith(value, 0);

/** Returns how amounts of a currency are written. */
export function moneyIn(currency: string): (value: number) => string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, signDisplay: 'negative' });
  return (value) => withMinus(format.format(value));
}

const percentWith = (value: number, minimumFractionDigits: number): string =>
  `${withMinus((value * 100).toLocaleString('en', { minimumFractionDigits, maximumFractionDigits: 2, signDisplay: 'negative' }))} %`;

/** A minus is as wide as a plus: a hyphen is not. */
const withMinus = (text: string): string => text.replace('-', '−');
