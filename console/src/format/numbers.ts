/** Whole numbers: 12,345. */
export const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });

/** Shares as percent: 0.0312 is 3.12 %. What rounds to nothing has no sign. */
export const percent = (value: number): string =>
  `${(value * 100).toLocaleString('en', { maximumFractionDigits: 2, signDisplay: 'negative' })} %`;

/** Returns how amounts of a currency are written. */
export function moneyIn(currency: string): (value: number) => string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return (value) => format.format(value);
}
