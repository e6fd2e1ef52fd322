import { dayMs, maxPurchases } from '../interactions/purchase-days.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { Bought } from '../strategies/buy-again/recommend-buy-again.ts';

/** What serving knows of the shopper who asks: how much they did, and their distinct products, the last touched at the end. */
export type Shopper = {
  events: number;
  weight: number;
  products: readonly string[];
  purchases(): readonly string[];
  /** Whether a product was touched, or bought, before what is listed: always true if so, and of other products for one of 128 at the most. */
  wasTouched(productId: string): boolean;
  wasBought(productId: string): boolean;
  /** What was bought today or in the `days` days before, in UTC; if those are more purchases than are kept with their days, all that is listed. */
  boughtWithin(days: number, nowMs: number): string[];
  /** Each product with each day of a purchase. */
  bought(): readonly Bought[];
};

/** The shopper of this id, undefined for an unknown shopper. */
export function findShopper(shards: readonly ScopeInteractions[], userId: string | null): Shopper | undefined {
  if (userId === null) return undefined;
  for (const { shoppers, items, purchaseDays } of shards) {
    const slot = shoppers.find(userId);
    if (slot < 0) continue;
    // Of nearly all shoppers everything is listed, and to look a product up by name takes longer than to look for it there.
    const hasEarlier = shoppers.hasEarlier(slot);
    const namesOf = (numbers: Int32Array): string[] => Array.from(numbers, items.nameOf);
    return {
      events: shoppers.eventsOf(slot),
      weight: shoppers.weightOf(slot),
      products: namesOf(shoppers.historyOf(slot)),
      purchases: () => namesOf(shoppers.purchasesOf(slot)),
      wasTouched: (productId) => hasEarlier && shoppers.wasTouched(slot, items.find(productId)),
      wasBought: (productId) => hasEarlier && shoppers.wasBought(slot, items.find(productId)),
      boughtWithin(days, nowMs) {
        const first = Math.floor(nowMs / dayMs) - days;
        const purchases = purchaseDays.of(slot, shoppers.refOf(slot));
        if (purchases.days.length >= maxPurchases && purchases.days.every((day) => day >= first))
          return namesOf(shoppers.purchasesOf(slot));
        return namesOf(purchases.items.filter((_, n) => (purchases.days[n] ?? 0) >= first));
      },
      bought() {
        const { items: numbers, days } = purchaseDays.of(slot, shoppers.refOf(slot));
        return Array.from(numbers, (item, n) => ({ productId: items.nameOf(item), day: days[n] ?? 0 }));
      },
    };
  }
  return undefined;
}
