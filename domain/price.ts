/** Largest price in 1/10,000: 2^53 - 2, the largest `long` that avsc writes (900,719,925,474.099). */
export const maxPriceE4 = BigInt(Number.MAX_SAFE_INTEGER) - 1n;

/** An amount in 1/10,000, and whether it had to be rounded for that. */
export type MeantAmount = { e4: bigint; isRounded: boolean };

/**
 * The decimal of 4 places that an amount means, as it was sent: JSON numbers carry the noise of binary floats (15 × 1.19 is 17.849999999999998), so what is within
 * a billionth of such a decimal is that decimal. Anything finer is rounded half to even, and says so. Undefined for what is negative, above
 * `maxPriceE4`, or a text that is no plain decimal: `1.234,56` and `12 EUR` could mean several amounts.
 */
export function meantAmountOf(sent: number | string): MeantAmount | undefined {
  if (typeof sent === 'number') {
    const nearest = Math.round(sent * 10_000);
    // Below 2^51 two amounts of 4 places are never one double, and then this equals the conversion from text.
    if (sent >= 0 && nearest < 2 ** 51 && nearest / 10_000 === sent) return { e4: BigInt(nearest), isRounded: false };
    // Numbers below it are written with an exponent.
    if (sent > 0 && sent < smallestPlain) return { e4: 0n, isRounded: true };
  }
  const match = plainDecimal.exec(String(sent));
  if (match === null) return undefined;
  const [, whole = '', places = ''] = match;
  const cut = BigInt(whole) * 10_000n + BigInt(places.slice(0, 4).padEnd(4, '0'));
  const e4 = cut + halfEven(cut, places.slice(4));
  if (e4 > maxPriceE4) return undefined;
  const isExact = /^0*$/.test(places.slice(4));
  const value = Number(sent);
  return { e4, isRounded: !isExact && Math.abs(Number(e4) / 10_000 - value) > noise * value };
}

/** The amount without whether it was rounded. */
export function priceE4Of(price: number | string): bigint | undefined {
  return meantAmountOf(price)?.e4;
}

/** What is told of an amount that is none; `field` as the sender calls it. */
export const amountAdvice = (field: string): string =>
  `Send \`${field}\` as a plain decimal from 0 to 900719925474.099, such as 1234.56: a point, and no comma, thousands separator or currency.`;

/** The decimal as Postgres takes it: `129500n` is `12.9500`. */
export function decimalOfPriceE4(priceE4: bigint): string {
  const digits = (priceE4 < 0n ? -priceE4 : priceE4).toString().padStart(5, '0');
  return `${priceE4 < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** The number for JSON: the double nearest to the price, whose shortest text is the price below 2^51 / 10,000. */
export function numberOfPriceE4(priceE4: bigint): number {
  return Number(priceE4) / 10_000;
}

/** A product of a price and a quantity, both in 1/10,000, rounded half to even to 1/10,000. */
export function timesE4(aE4: bigint, bE4: bigint): MeantAmount {
  const cut = (aE4 * bE4) / 10_000n;
  const rest = ((aE4 * bE4) % 10_000n).toString().padStart(4, '0');
  return { e4: cut + halfEven(cut, rest), isRounded: rest !== '0000' };
}

/** Relative. A sum or a product of a few floats is off by some 1e-16 of itself. */
const noise = 1e-9;
const smallestPlain = 1e-6;
const plainDecimal = /^(\d{1,12})(?:\.(\d{1,100}))?$/;

/** What is added to an integer for the digits behind it. */
function halfEven(cut: bigint, rest: string): bigint {
  const half = `5${'0'.repeat(Math.max(0, rest.length - 1))}`;
  if (rest === half) return cut % 2n;
  return rest > half ? 1n : 0n;
}
