/** A line whose product stands in an earlier line of the file already. */
export type RepeatedLine = { line: number; productId: string; firstLine: number };

/**
 * Parts the products of a file, in its order, into the first of each id and those that repeat one: of one id the first line counts, as in feeds (`docs/catalog-files.md`), also if it is refused.
 * White space around an id is none of it. A product without a readable id repeats none: the API says what it lacks.
 */
export function withoutRepeats<One extends { line: number; product: unknown }>(
  lines: readonly One[],
): { firsts: One[]; repeats: RepeatedLine[] } {
  const lineOf = new Map<string, number>();
  const firsts: One[] = [];
  const repeats: RepeatedLine[] = [];
  for (const one of lines) {
    const productId = idOf(one.product);
    const firstLine = productId === '' ? undefined : lineOf.get(productId);
    if (firstLine !== undefined) repeats.push({ line: one.line, productId, firstLine });
    else {
      lineOf.set(productId, one.line);
      firsts.push(one);
    }
  }
  return { firsts, repeats };
}

function idOf(product: unknown): string {
  const id = typeof product === 'object' && product !== null && 'productId' in product ? product.productId : '';
  return typeof id === 'string' ? id.trim() : '';
}
