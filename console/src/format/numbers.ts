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

/** As many decimals as a price may have. */
const priceDecimals = 4;

/** Returns how prices of a currency are written: as amounts, and with up to four decimals where a price has them, so that $0.0525 is not $0.05. */
export function priceIn(currency: string): (price: number) => string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: priceDecimals });
  return (price) => format.format(price);
}

/** Returns by how many digits each text has less behind its decimal point than the longest has: what is left free behind it, so that all points stand in a line. */
export function freeDigits(texts: readonly string[]): number[] {
  const decimals = texts.map((text) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0);
  const most = Math.max(0, ...decimals);
  return decimals.map((digits) => most - digits);
}

const percentWith = (value: number, minimumFractionDigits: number): string =>
  `${withMinus((value * 100).toLocaleString('en', { minimumFractionDigits, maximumFractionDigits: 2, signDisplay: 'negative' }))} %`;

/** A minus is as wide as a plus: a hyphen is not. */
const withMinus = (text: string): string => text.replace('-', '−');
