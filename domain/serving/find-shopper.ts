import type { ScopeInteractions } from '../interactions/scope-interactions.ts';

/** What serving knows of the shopper who asks: how much they did, and their distinct products, the last touched at the end. */
export type Shopper = {
  events: number;
  weight: number;
  products: readonly string[];
  purchases(): readonly string[];
  /** Products of one visit, the last touched at the end. */
  productsOfSession(sessionId: string): readonly string[];
};

/** The shopper of this id, undefined for an unknown shopper. */
export function findShopper(shards: readonly ScopeInteractions[], userId: string | null): Shopper | undefined {
  if (userId === null) return undefined;
  for (const { shoppers, sessions, items } of shards) {
    const slot = shoppers.find(userId);
    if (slot < 0) continue;
    const namesOf = (numbers: Int32Array): string[] => Array.from(numbers, items.nameOf);
    return {
      events: shoppers.eventsOf(slot),
      weight: shoppers.weightOf(slot),
      products: namesOf(shoppers.historyOf(slot)),
      purchases: () => namesOf(shoppers.purchasesOf(slot)),
      productsOfSession(sessionId) {
        const number = sessions.find(slot, sessionId);
        return number < 0 ? [] : namesOf(sessions.sets.itemsOf(number));
      },
    };
  }
  return undefined;
}

/** What a question is about, the most telling last: the shopper's products, those of the session, those of the page. */
export function historyOf(
  { sessionId, productIds }: { sessionId: string | null; productIds: readonly string[] },
  shopper: Shopper | undefined,
): string[] {
  const session = sessionId === null ? [] : (shopper?.productsOfSession(sessionId) ?? []);
  return [...new Set([...(shopper?.products ?? []), ...session, ...productIds].reverse())].reverse();
}
