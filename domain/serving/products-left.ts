import type { CatalogItem } from '../catalog-item.ts';

/** If a question admits more products than these, strategies find enough of them by themselves. */
const mostLeft = 128;
/** So many products of a catalog are looked at, about 100 ns each: of a larger one it stays unknown how many are admitted. */
const mostLookedAt = 16_384;

/** The products that one question may be answered with, where they are so few that strategies would look for others in vain. */
export type ProductsLeft = {
  /** Looks through the catalog, once. Nothing is known before. */
  count(): void;
  /** The next strategy proposes. */
  begin(): void;
  /** Notes what is proposed; returns false if it is known that it may not be answered. */
  propose(productId: string): boolean;
  /** Whether few are left, and each of them has been proposed since `begin`, or is taken: the strategy that is asked has no more. */
  areProposed(): boolean;
  /** Whether few were left, and each is taken: no strategy has more. */
  areTaken(): boolean;
  /** Whether few are left, so that it does no harm to look far for them. */
  readonly areFew: boolean;
};

/** `admits`: what may be answered to the question, whoever proposes it. `isTaken`: what is in the answer already. */
export function createProductsLeft(
  items: () => Iterable<CatalogItem>,
  admits: (item: CatalogItem) => boolean,
  isTaken: (productId: string) => boolean,
): ProductsLeft {
  let few: ReadonlySet<string> | undefined;
  let isCounted = false;
  const proposed = new Set<string>();
  const isAll = (isPast: (productId: string) => boolean): boolean => few?.values().every(isPast) === true;
  return {
    count() {
      if (!isCounted) few = lookFor(items(), admits);
      isCounted = true;
    },
    begin: () => proposed.clear(),
    propose(productId) {
      proposed.add(productId);
      return few?.has(productId) !== false;
    },
    areProposed: () => isAll((productId) => proposed.has(productId) || isTaken(productId)),
    areTaken: () => isAll(isTaken),
    get areFew() {
      return few !== undefined;
    },
  };
}

/** Undefined if there are more than a few, or too many to look through. */
function lookFor(items: Iterable<CatalogItem>, admits: (item: CatalogItem) => boolean): Set<string> | undefined {
  const found = new Set<string>();
  let looked = 0;
  for (const item of items) {
    if (looked === mostLookedAt) return undefined;
    looked += 1;
    if (!admits(item)) continue;
    if (found.size === mostLeft) return undefined;
    found.add(item.productId);
  }
  return found;
}
