import { addSums, type KpiSums, noSums } from '#domain/analytics/kpis.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';

/** What one event adds to the figures, and where. */
export type Counted = { atMs: number; placementId: string; strategy: string; productId: string; sums: KpiSums };

/** Recounts events one by one, by the definitions of docs/analytics.md. It shares no code with the folds, so that it shares no fault with them. */
export function recountEvents(events: readonly ShopEvent[], currency: string): Counted[] {
  const counted: Counted[] = [];
  for (const event of events) {
    if (event.type === 'recommendation_impressed') counted.push(countedAs(event, event, { impressions: 1 }));
    if (event.type === 'recommendation_clicked') counted.push(countedAs(event, event, { clicks: 1 }));
    const { purchase } = event;
    if (event.type !== 'purchase' || purchase === null) continue;
    const [click] = events
      .filter(
        ({ type, userId, productId, timestampMs }) =>
          type === 'recommendation_clicked' &&
          userId === event.userId &&
          productId === event.productId &&
          timestampMs <= event.timestampMs &&
          timestampMs >= event.timestampMs - 30 * 60_000,
      )
      .sort((a, b) => b.timestampMs - a.timestampMs || Buffer.compare(b.id, a.id));
    if (click === undefined) continue;
    const isForeign = purchase.currency !== null && purchase.currency !== currency;
    const amount = purchase.priceE4 * BigInt(purchase.quantity);
    counted.push(
      countedAs(event, click, {
        conversions: 1,
        foreignCurrency: isForeign ? 1 : 0,
        revenueE4: isForeign ? 0n : amount,
      }),
    );
  }
  return counted;
}

function countedAs(event: ShopEvent, by: ShopEvent, sums: Partial<KpiSums>): Counted {
  return {
    atMs: event.timestampMs,
    placementId: by.placementId ?? '',
    strategy: by.strategy ?? 'unknown',
    productId: event.productId,
    sums: { ...noSums, ...sums },
  };
}

export const sumOf = (counted: readonly Counted[]): KpiSums => counted.map(({ sums }) => sums).reduce(addSums, noSums);
