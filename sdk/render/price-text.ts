/** A price as people of this language read it, also where a page spells it `de_DE`; as a bare number if the browser knows no such language or currency. */
export function priceText(price: number, currency: string | undefined, language: string): string {
  try {
    return new Intl.NumberFormat(language.replace('_', '-') || undefined, { style: 'currency', currency }).format(
      price,
    );
  } catch {
    return String(price);
  }
}
