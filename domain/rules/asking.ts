import type { CatalogItem } from '../catalog-item.ts';
import { numberOfPriceE4 } from '../price.ts';
import type { Scalar } from './rule.ts';

/** What a rule may know of a question. */
export type Asking = {
  nowMs: number;
  /** The product of the page: the only one that the question names. */
  viewedId: string | null;
  /** It, as the catalog has it. */
  viewed: CatalogItem | undefined;
  /** Products that the question names. */
  cart: readonly string[];
  /** The sum of their prices, each counted once; undefined if one is not in the catalog, or none is named. */
  total: number | undefined;
  /** What the question carries, by name; undefined if it does not. */
  param(name: string): Scalar | undefined;
  /** Null if the question names no shopper. */
  shopper: { isNew: boolean; hasBought(test: (item: CatalogItem) => boolean): boolean } | null;
};

/** What the question tells; the shopper is looked up only when a rule asks. */
export function askingOf(
  {
    userId,
    productIds,
    context = {},
  }: { userId: string | null; productIds: readonly string[]; context?: Readonly<Record<string, Scalar>> | undefined },
  { nowMs, item }: { nowMs: number; item(productId: string): CatalogItem | undefined },
  findShopper: () => { events: number; purchases(): readonly string[] } | undefined,
): Asking {
  const viewedId = productIds.length === 1 ? (productIds[0] ?? null) : null;
  return {
    nowMs,
    viewedId,
    viewed: viewedId === null ? undefined : item(viewedId),
    cart: productIds,
    param: (name) => (Object.hasOwn(context, name) ? context[name] : undefined),
    get total() {
      const items = [...new Set(productIds)].map(item).filter((one) => one !== undefined);
      const isWhole = items.length > 0 && items.length === new Set(productIds).size;
      return isWhole ? numberOfPriceE4(items.reduce((sum, { priceE4 }) => sum + priceE4, 0n)) : undefined;
    },
    shopper:
      userId === null
        ? null
        : {
            get isNew() {
              return (findShopper()?.events ?? 0) === 0;
            },
            hasBought: (test) =>
              (findShopper()?.purchases() ?? []).some((productId) => {
                const bought = item(productId);
                return bought !== undefined && test(bought);
              }),
          },
  };
}
