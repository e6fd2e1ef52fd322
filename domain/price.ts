/** Largest price in 1/10,000: 2^53 - 2, the largest `long` that avsc writes (900,719,925,474.099). */
export const maxPriceE4 = BigInt(Number.MAX_SAFE_INTEGER) - 1n;

/**
 * A price in 1/10,000 of the currency's unit, exactly: of a JSON number its shortest decimal text counts, so 12.95 is
 * 129500. Undefined for what is negative, not a plain decimal, finer than 4 places or above `maxPriceE4`.
 */
export function priceE4Of(price: number | string): bigint | undefined {
  if (typeof price === 'number') {
    const rounded = Math.round(price * 10_000);
    // Below 2^51 two prices of 4 places are never one double, and then this equals the conversion from text.
    if (price >= 0 && rounded < 2 ** 51) return rounded / 10_000 === price ? BigInt(rounded) : undefined;
  }
  const match = plainDecimal.exec(String(price));
  if (match === null) return undefined;
  const priceE4 = BigInt(match[1]!) * 10_000n + BigInt((match[2] ?? '').padEnd(4, '0'));
  return priceE4 <= maxPriceE4 ? priceE4 : undefined;
}

/** The decimal as Postgres takes it: `129500n` is `12.9500`. */
export function decimalOfPriceE4(priceE4: bigint): string {
  const digits = (priceE4 < 0n ? -priceE4 : priceE4).toString().padStart(5, '0');
  return `${priceE4 < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** The number for JSON: the double nearest to the price, whose shortest text is the price below 2^51 / 10,000. */
export function numberOfPriceE4(priceE4: bigint): number {
  return Number(priceE4) / 10_000;
}

const plainDecimal = /^(\d{1,12})(?:\.(\d{1,4}))?$/;
