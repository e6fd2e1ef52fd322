import { createInterner } from '../../memory/interner.ts';

/** What was touched in which visits, and how often: what the baselines learn. Products have numbers from 0. */
export type VisitBook = {
  learn(productId: string, visit: number): void;
  /** How many products are known. */
  readonly products: number;
  /** All events that were learnt. */
  readonly touches: number;
  has(productId: string): boolean;
  /** How often it was touched; 0 for a product that nobody touched. */
  touchesOf(productId: string): number;
  touchesAt(product: number): number;
  /** In how many visits it is. */
  visitsWith(product: number): number;
  /** Its number, or -1. */
  find(productId: string): number;
  nameOf(product: number): string;
  /**
   * Calls `count` for each product of each of the latest visits that have this product, itself included, but for the visit `except`: `touches` is how often it was touched in the visit, `own` how often this
   * product was.
   */
  forTogether(product: number, except: number, count: (other: number, touches: number, own: number) => void): void;
};

/** The latest visits that are looked at for a product, so that a question about one that everybody has looked at stays cheap. */
const mostVisits = 5_000;
/** Products of a visit beyond which it is no shopper's. */
const mostProducts = 500;

export function createVisitBook(): VisitBook {
  const items = createInterner();
  const touches: number[] = [];
  const visitsOf: number[][] = [];
  const countsOf = new Map<number, Map<number, number>>();
  let learnt = 0;
  return {
    learn(productId, visit) {
      const product = items.intern(productId);
      learnt += 1;
      touches[product] = (touches[product] ?? 0) + 1;
      visitsOf[product] ??= [];
      const counts = countsOf.get(visit) ?? new Map<number, number>();
      countsOf.set(visit, counts);
      const before = counts.get(product);
      if (before === undefined && counts.size >= mostProducts) return;
      if (before === undefined) visitsOf[product].push(visit);
      counts.set(product, (before ?? 0) + 1);
    },
    get products() {
      return items.size;
    },
    get touches() {
      return learnt;
    },
    has: (productId) => items.find(productId) >= 0,
    touchesOf: (productId) => touches[items.find(productId)] ?? 0,
    touchesAt: (product) => touches[product] ?? 0,
    visitsWith: (product) => visitsOf[product]?.length ?? 0,
    find: items.find,
    nameOf: items.nameOf,
    forTogether(product, except, count) {
      for (const visit of (visitsOf[product] ?? []).slice(-mostVisits)) {
        if (visit === except) continue;
        const counts = countsOf.get(visit) ?? new Map<number, number>();
        const own = counts.get(product) ?? 0;
        for (const [other, times] of counts) count(other, times, own);
      }
    },
  };
}
