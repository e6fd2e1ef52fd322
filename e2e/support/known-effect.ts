import { hash } from 'node:crypto';
import type { Random } from '#testing/random.ts';
import type { WireEvent } from './events.ts';

export type Arm = 'control' | 'variant';
export type ArmFigures = { users: number; impressions: number; clicks: number; conversions: number; revenue: number };

/** What of an arm's shoppers buy. */
export const buying: Record<Arm, number> = { control: 0.1, variant: 0.3 };
const price = 12.5;
const quantity = 2;

/** The arm of a user where half of all are in the control, as docs/experiments.md has it. */
export const armOf = (userId: string, experimentId: string): Arm =>
  hash('sha256', userId + experimentId, 'buffer').readUInt32BE(0) % 100 < 50 ? 'control' : 'variant';

/** What must be counted, by arm. */
export type Tally = {
  counted: Readonly<Record<Arm, ArmFigures>>;
  /** Counts a shopper who was shown so many products; one who buys clicked once before. */
  count(arm: Arm, shown: number, buys: boolean): void;
};

export function openTally(): Tally {
  const none = (): ArmFigures => ({ users: 0, impressions: 0, clicks: 0, conversions: 0, revenue: 0 });
  const counted = { control: none(), variant: none() };
  return {
    counted,
    count(arm, shown, buys) {
      const figures = counted[arm];
      figures.users += 1;
      figures.impressions += shown;
      if (!buys) return;
      figures.clicks += 1;
      figures.conversions += 1;
      figures.revenue += price * quantity;
    },
  };
}

export const purchaseOf = (userId: string, productId: string, atMs: number): WireEvent => ({
  eventType: 'purchase',
  userId,
  productId,
  timestamp: new Date(atMs).toISOString(),
  metadata: { price, quantity, orderId: `order of ${userId}` },
});

/** Shoppers with a known effect, of whom the shop's server tells: what they do on placement `home` from `startMs` on. Each is counted in the tally. */
export function simulateShoppers(
  random: Random,
  { shoppers, experimentId, startMs }: { shoppers: number; experimentId: string; startMs: number },
  tally: Tally,
): WireEvent[] {
  return Array.from({ length: shoppers }, (_, n) => {
    const userId = `shopper-${n}`;
    const arm = armOf(userId, experimentId);
    const of = (eventType: string, productId: string, atMs: number, metadata: WireEvent['metadata'] = {}) => {
      return { eventType, userId, productId, timestamp: new Date(startMs + atMs).toISOString(), metadata };
    };
    const seen = random.between(1, 4);
    const events: WireEvent[] = Array.from({ length: seen }, (_, shown) =>
      of('recommendation_impressed', `p${shown}`, shown, { placementId: 'home' }),
    );
    events.push(of('recommendation_impressed', 'p0', 10, { placementId: 'elsewhere' }));
    // More than a day before: such events are late.
    if (random.next() < 0.1) events.push(of('product_viewed', 'p1', -2 * 86_400_000));
    const buys = random.next() < buying[arm];
    tally.count(arm, seen, buys);
    if (!buys) return events;
    const clicked = of('recommendation_clicked', 'p0', 20, { placementId: 'home' });
    return [...events, clicked, purchaseOf(userId, 'p0', startMs + 30)];
  }).flat();
}
