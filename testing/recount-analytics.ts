/** An event as its sender knows it. */
export type ToldEvent = {
  kind: 'event';
  /** A text that sorts as the event's id. */
  id: string;
  type: string;
  userId: string;
  productId: string;
  atMs: number;
  placementId: string | null;
  strategy: string | null;
  /** The answer whose token it came with. */
  answerId: string | null;
  purchase: { priceE4: bigint; quantity: number; currency: string | null } | null;
};
/** An answer that was recorded. */
export type ToldAnswer = { kind: 'answer'; id: string; userId: string; placementId: string; strategy: string };
export type Told = ToldEvent | ToldAnswer;

export type Figures = {
  impressions: number;
  clicks: number;
  ctr: number;
  conversions: number;
  revenue: number;
  foreignCurrency: number;
};

/** What one event adds to the figures, and where. */
export type Counted = {
  atMs: number;
  placementId: string;
  strategy: string;
  productId: string;
  adds: 'impressions' | 'clicks' | 'conversions';
  /** Of a conversion; null in another currency than the tenant's. */
  amountE4: bigint | null;
};

const attributedMs = 30 * 60_000;

/**
 * Recounts one by one what was told, by the definitions of docs/analytics.md; in the order of the log, repeated as it may be. It shares no code with
 * the product, so that it shares no fault with it.
 */
export function recountAnalytics(told: readonly Told[], currency: string): Counted[] {
  const events = nameStrategies(distinctBy(told, ({ kind, id }) => `${kind} ${id}`));
  const shown = events.filter(({ type }) => type.startsWith('recommendation_'));
  const counted: Counted[] = distinctBy(shown, ({ id, answerId, type, productId }) =>
    JSON.stringify(answerId === null ? [id] : [answerId, type, productId]),
  ).map((event) => countedAs(event, event, event.type === 'recommendation_clicked' ? 'clicks' : 'impressions'));
  for (const event of events) {
    if (event.type !== 'purchase' || event.purchase === null) continue;
    const [click] = shown
      .filter(
        ({ type, userId, productId, atMs }) =>
          type === 'recommendation_clicked' &&
          userId === event.userId &&
          productId === event.productId &&
          atMs <= event.atMs &&
          atMs >= event.atMs - attributedMs,
      )
      .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
    if (click === undefined) continue;
    const { priceE4, quantity, currency: paidIn } = event.purchase;
    const amountE4 = paidIn === null || paidIn === currency ? priceE4 * BigInt(quantity) : null;
    counted.push({ ...countedAs(event, click, 'conversions'), amountE4 });
  }
  return counted;
}

/** Without the answers; an impression or a click that names no strategy has that of the last answer before it. */
function nameStrategies(told: readonly Told[]): ToldEvent[] {
  const last = new Map<string, string>();
  return told.flatMap((one) => {
    const place = JSON.stringify([one.userId, one.placementId]);
    if (one.kind === 'answer') last.set(place, one.strategy);
    return one.kind === 'answer' ? [] : [{ ...one, strategy: one.strategy ?? last.get(place) ?? null }];
  });
}

function distinctBy<One>(all: readonly One[], keyOf: (one: One) => string): One[] {
  const seen = new Set<string>();
  return all.filter((one) => seen.size !== seen.add(keyOf(one)).size);
}

const countedAs = ({ atMs, productId }: ToldEvent, by: ToldEvent, adds: Counted['adds']): Counted => ({
  atMs,
  placementId: by.placementId ?? '',
  strategy: by.strategy ?? 'unknown',
  productId,
  adds,
  amountE4: null,
});

export function figuresOf(counted: readonly Counted[]): Figures {
  const countOf = (adds: Counted['adds']) => counted.filter((one) => one.adds === adds).length;
  const [impressions, clicks] = [countOf('impressions'), countOf('clicks')];
  const paid = counted.reduce((sum, { amountE4 }) => sum + (amountE4 ?? 0n), 0n);
  return {
    impressions,
    clicks,
    ctr: impressions === 0 ? 0 : clicks / impressions,
    conversions: countOf('conversions'),
    revenue: Number(paid) / 10_000,
    foreignCurrency: counted.filter((one) => one.adds === 'conversions' && one.amountE4 === null).length,
  };
}

/** The figures of each placement, or each strategy, the most impressions first. */
export const figuresBy = (counted: readonly Counted[], key: 'placementId' | 'strategy') =>
  [...Map.groupBy(counted, (one) => one[key])]
    .map(([name, of]) => ({ name, figures: figuresOf(of) }))
    .sort((a, b) => b.figures.impressions - a.figures.impressions || (a.name < b.name ? -1 : 1))
    .map(({ name, figures }) => ({ [key]: name, ...figures }));

/** The figures of each product, those with the most `by` first. */
export const topProductsOf = (counted: readonly Counted[], by: keyof Figures) =>
  [...Map.groupBy(counted, ({ productId }) => productId)]
    .map(([productId, of]) => ({ productId, ...figuresOf(of) }))
    .sort((a, b) => b[by] - a[by] || (a.productId < b.productId ? -1 : 1));
