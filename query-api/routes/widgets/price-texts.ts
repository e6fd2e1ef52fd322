/** Formats are made once: each takes a hundred times as long as a price. Languages and currencies beyond so many push out all others. */
const maxFormats = 500;

/** A price in a currency, as people of the first of these languages that is known write it; English where none is. */
export type PriceTexts = (price: number, currency: string, languages: readonly string[]) => string;

/** Creates the function that writes prices; what is no name of a language is passed over. */
export function createPriceTexts(): PriceTexts {
  const formats = new Map<string, Intl.NumberFormat>();
  return (price, currency, languages) => {
    const name = `${currency} ${languages}`;
    let format = formats.get(name);
    if (format === undefined) {
      if (formats.size === maxFormats) formats.clear();
      const known = languages.map((one) => one.replaceAll('_', '-')).filter(isLanguage);
      format = new Intl.NumberFormat([...known, 'en'], { style: 'currency', currency });
      formats.set(name, format);
    }
    return format.format(price);
  };
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
