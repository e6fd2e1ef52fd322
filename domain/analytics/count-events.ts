import type { EventType } from '#schemas/events/index.ts';
import type { ShopEvent } from '../events/shop-event.ts';

/**
 * What a counter counts: its quarter hour (start in ms since 1970), placement and strategy. Both are '' for events that are not about a
 * recommendation.
 */
export type CounterKey = { scope: number; quarterMs: number; placementId: string; strategy: string };
export type Counters = Record<EventType, number> & {
  late: number;
  unknownProduct: number;
  conversions: number;
  revenueE4: bigint;
  foreignCurrency: number;
};
export type CounterRow = CounterKey & { counters: Counters };

export const quarterMs = 15 * 60_000;

/** Additions to counters, collected under their keys. */
export type CounterSheet = { at(key: CounterKey): Counters; rows(): CounterRow[] };

export function createCounterSheet(): CounterSheet {
  const rows = new Map<string, CounterRow>();
  return {
    at(key) {
      const id = `${key.scope} ${key.quarterMs} ${JSON.stringify([key.placementId, key.strategy])}`;
      const known = rows.get(id);
      if (known !== undefined) return known.counters;
      const counters = emptyCounters();
      rows.set(id, { ...key, counters });
      return counters;
    },
    rows: () => [...rows.values()],
  };
}

function emptyCounters(): Counters {
  return {
    product_viewed: 0,
    product_clicked: 0,
    add_to_cart: 0,
    remove_from_cart: 0,
    purchase: 0,
    recommendation_impressed: 0,
    recommendation_clicked: 0,
    late: 0,
    unknownProduct: 0,
    conversions: 0,
    revenueE4: 0n,
    foreignCurrency: 0,
  };
}

/** The counter of an event. The strategy of a recommendation comes from its token or its metadata, and is `unknown` if neither names one. */
export function counterKeyOf(event: ShopEvent): CounterKey {
  const isRecommendation = event.type === 'recommendation_impressed' || event.type === 'recommendation_clicked';
  return {
    scope: event.scope,
    quarterMs: Math.floor(event.timestampMs / quarterMs) * quarterMs,
    placementId: isRecommendation ? (event.placementId ?? '') : '',
    strategy: isRecommendation ? (event.strategy ?? 'unknown') : '',
  };
}

/** Counts one new event. */
export function countEvent(sheet: CounterSheet, event: ShopEvent): void {
  const counters = sheet.at(counterKeyOf(event));
  counters[event.type] += 1;
  if (event.late) counters.late += 1;
  if (event.unknownProduct) counters.unknownProduct += 1;
}

/**
 * Adds (`sign` 1) or takes back (-1) one attributed purchase. It counts at the purchase's time under the click's placement and
 * strategy; an amount in another currency than the tenant's is left out of revenue and counted as such.
 */
export function countConversion(
  sheet: CounterSheet,
  purchase: ShopEvent,
  click: ShopEvent,
  tenantCurrency: string,
  sign: 1 | -1,
): void {
  const { placementId, strategy } = counterKeyOf(click);
  const counters = sheet.at({ ...counterKeyOf(purchase), placementId, strategy });
  counters.conversions += sign;
  if (isForeign(purchase, tenantCurrency)) counters.foreignCurrency += sign;
  else counters.revenueE4 += BigInt(sign) * revenueE4Of(purchase);
}

export function isForeign(purchase: ShopEvent, tenantCurrency: string): boolean {
  const currency = purchase.purchase?.currency ?? null;
  return currency !== null && currency !== tenantCurrency;
}

/** Price × quantity, exact, in 1/10,000. */
export function revenueE4Of(event: ShopEvent): bigint {
  return event.purchase === null ? 0n : event.purchase.priceE4 * BigInt(event.purchase.quantity);
}
