/** Something about a list of rules: `path` is a JSON pointer into what was sent. */
export type Finding = { path: string; message: string; code: string };

/** More than anybody reads of one list; the rest is found once these are mended. */
const maxFindings = 100;

/** What is wrong with a list of rules, and what may be a mistake, in the order in which they stand. */
export type Findings = {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  refuse(path: string, code: string, message: string): void;
  warn(path: string, code: string, message: string): void;
  /** Notes which products are named at `path`, a list of them below it: whether there are such is found out once all rules have been read. */
  names(path: string, named: string | readonly string[]): void;
  readonly products: readonly NamedProduct[];
};

/** A product that a rule names, and where. */
export type NamedProduct = { path: string; productId: string };

/** A warning for each product that the catalog lacks: it may come with the next import. With those there are already no more than anybody reads. */
export function warnOfProducts(
  warnings: readonly Finding[],
  named: readonly NamedProduct[],
  known: ReadonlySet<string>,
): Finding[] {
  const missing = named
    .filter(({ productId }) => !known.has(productId))
    .map(({ path, productId }) => ({
      path,
      message: `No product of your catalog has the id \`${productId}\`: is it spelt like that?`,
      code: 'unknown_product',
    }));
  return [...warnings, ...missing].slice(0, maxFindings);
}

export function createFindings(): Findings {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const products: NamedProduct[] = [];
  const addTo = (list: Finding[]) => (path: string, code: string, message: string) => {
    if (list.length < maxFindings) list.push({ path, message, code });
  };
  return {
    errors,
    warnings,
    products,
    refuse: addTo(errors),
    warn: addTo(warnings),
    names(path, named) {
      if (typeof named === 'string') products.push({ path, productId: named });
      else for (const [index, productId] of named.entries()) products.push({ path: `${path}/${index}`, productId });
    },
  };
}
