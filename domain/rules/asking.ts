import type { CatalogItem } from '../catalog-item.ts';
import { numberOfPriceE4 } from '../price.ts';
import type { Scalar } from './rule.ts';

/** What a rule may know of a question. No getters: an object that is made with one leaves a hidden class behind that keeps all it saw until the whole heap is collected. */
export type Asking = {
  nowMs: number;
  /** The product of the page: the only one that the question names. */
  viewedId: string | null;
  /** It, as the catalog has it. */
  viewed: CatalogItem | undefined;
  /** Products of the cart; without one those that the question names. */
  cart: readonly string[];
  /** The sum of their prices, as the cart has them; what the question names without a cart is counted once each. Undefined if a price is not known, or there are none. */
  total(): number | undefined;
  /** What the question carries, by name; undefined if it does not. */
  param(name: string): Scalar | undefined;
  /** Null if the question names no shopper. */
  shopper: { isNew(): boolean; hasBought(test: (item: CatalogItem) => boolean): boolean } | null;
};

type Asked = {
  userId: string | null;
  productIds: readonly string[];
  context?: Readonly<Record<string, Scalar>> | undefined;
  /** `price` of one piece; null for that of the catalog. */
  cart?: readonly { productId: string; quantity: number; price: number | null }[];
};

/** What the question tells; the shopper is looked up only when a rule asks. */
export function askingOf(
  { userId, productIds, context = {}, cart }: Asked,
  { nowMs, item }: { nowMs: number; item(productId: string): CatalogItem | undefined },
  findShopper: () => { events: number; purchases(): readonly string[] } | undefined,
): Asking {
  const viewedId = productIds.length === 1 ? (productIds[0] ?? null) : null;
  return {
    nowMs,
    viewedId,
    viewed: viewedId === null ? undefined : item(viewedId),
    cart: cart === undefined ? productIds : cart.map(({ productId }) => productId),
    param: (name) => (Object.hasOwn(context, name) ? context[name] : undefined),
    total() {
      const lines = cart ?? [...new Set(productIds)].map((productId) => ({ productId, quantity: 1, price: null }));
      let sumE4 = 0n;
      for (const { productId, quantity, price } of lines) {
        const priceE4 = price === null ? item(productId)?.priceE4 : BigInt(Math.round(price * 10_000));
        if (priceE4 === undefined) return undefined;
        sumE4 += priceE4 * BigInt(quantity);
      }
      return lines.length === 0 ? undefined : numberOfPriceE4(sumE4);
    },
    shopper:
      userId === null
        ? null
        : {
            isNew: () => (findShopper()?.events ?? 0) === 0,
            hasBought: (test) =>
              (findShopper()?.purchases() ?? []).some((productId) => {
                const bought = item(productId);
                return bought !== undefined && test(bought);
              }),
          },
  };
}
