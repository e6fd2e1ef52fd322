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
   * Calls `count` for each product of each of the `latest` visits that have this product, itself included, but for the visit `except`: `touches` is how often it was touched in the visit, `own` how often
   * this product was.
   */
  forTogether(
    product: number,
    latest: number,
    except: number,
    count: (other: number, touches: number, own: number) => void,
  ): void;
};

/** Products of a visit beyond which it is no shopper's. */
const mostProducts = 500;

export function createVisitBook(): VisitBook {
  const items = createInterner();
  const touches: number[] = [];
  const visitsOf: number[][] = [];
  const inVisit = new Map<number, { products: number[]; counts: number[] }>();
  let learnt = 0;
  return {
    learn(productId, visit) {
      const product = items.intern(productId);
      learnt += 1;
      touches[product] = (touches[product] ?? 0) + 1;
      visitsOf[product] ??= [];
      const { products, counts } = inVisit.get(visit) ?? { products: [], counts: [] };
      if (products.length === 0) inVisit.set(visit, { products, counts });
      const place = products.indexOf(product);
      if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
      if (place >= 0 || products.length >= mostProducts) return;
      visitsOf[product].push(visit);
      products.push(product);
      counts.push(1);
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
    forTogether(product, latest, except, count) {
      for (const visit of (visitsOf[product] ?? []).slice(-latest)) {
        if (visit === except) continue;
        const { products, counts } = inVisit.get(visit) ?? { products: [], counts: [] };
        const own = counts[products.indexOf(product)] ?? 0;
        for (let n = 0; n < products.length; n++) count(products[n] ?? 0, counts[n] ?? 0, own);
      }
    },
  };
}
