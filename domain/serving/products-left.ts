/** If a question admits more products than these, strategies find enough of them by themselves. */
const mostLeft = 128;

/** The products that one question may be answered with, where they are so few that strategies would look for others in vain. */
export type ProductsLeft = {
  /** Looks for them, once. Nothing is known before. */
  count(): void;
  /** The next strategy proposes. */
  begin(): void;
  /** A strategy's candidates are read, from the first on. The function that it returns is told each, and says whether it was the last of those few that may be answered and are not taken. */
  beginReading(): (productId: string) => boolean;
  /** Notes what is proposed; returns false if it is known that it may not be answered. */
  propose(productId: string): boolean;
  /** Whether few are left, and each of them has been proposed since `begin`, or is taken: the strategy that is asked has no more. */
  areProposed(): boolean;
  /** Whether few were left, and each is taken: no strategy has more. */
  areTaken(): boolean;
  /** Whether it is known that few are left. */
  areFew(): boolean;
};

/** `find`: what may be answered to the question, whoever proposes it; undefined if that is more than `most`, or not known. `isTaken`: what is in the answer already. */
export function createProductsLeft(
  find: (most: number) => ReadonlySet<string> | undefined,
  isTaken: (productId: string) => boolean,
): ProductsLeft {
  let few: ReadonlySet<string> | undefined;
  let isCounted = false;
  const proposed = new Set<string>();
  const isAll = (isPast: (productId: string) => boolean): boolean => few?.values().every(isPast) === true;
  return {
    count() {
      if (!isCounted) few = find(mostLeft);
      isCounted = true;
    },
    begin: () => proposed.clear(),
    beginReading() {
      const unread = few === undefined ? undefined : new Set(few.values().filter((productId) => !isTaken(productId)));
      return (productId) => unread?.delete(productId) === true && unread.size === 0;
    },
    propose(productId) {
      proposed.add(productId);
      return few?.has(productId) !== false;
    },
    areProposed: () => isAll((productId) => proposed.has(productId) || isTaken(productId)),
    areTaken: () => isAll(isTaken),
    areFew: () => few !== undefined,
  };
}
