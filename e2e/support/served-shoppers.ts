import assert from 'node:assert/strict';
import type { Random } from '#testing/random.ts';
import type { Json } from '#testing/shop.ts';
import type { WireEvent } from './events.ts';
import { type Arm, armOf, buying, purchaseOf, type Tally } from './known-effect.ts';
import type { PatientClient } from './patient-client.ts';

/** The experiment that shoppers are served by, on placement `home`. */
export type ServedBy = { experimentId: string; strategyOf: Readonly<Record<Arm, string>> };

/** The `meta` of all answers, those of shoppers who report nothing, and purchases that are still to be told. */
export type Served = { metas: Json[]; silent: { userId: string; requestId: string }[]; late: WireEvent[] };

/**
 * A shopper asks, and is answered by an arm. Some looked at a product before; some report nothing. The others report what they saw under the token, twice and again a
 * second later, and some of them buy. Whoever reports is counted in the tally.
 */
export async function serveShopper(
  { client, random, tally }: { client: PatientClient; random: Random; tally: Tally },
  { experimentId, strategyOf }: ServedBy,
  userId: string,
  served: Served,
): Promise<void> {
  const [looked, isSilent, isLate] = [random.next() < 0.5, random.next() < 0.2, random.next() < 0.3];
  if (looked) await client.send([{ eventType: 'product_viewed', userId, productId: 'p1' }]);
  const { data, meta } = await client.recommend({ userId, placementId: 'home' });
  const arm = armOf(userId, experimentId);
  assert.deepEqual(meta.experiment, { id: experimentId, variant: arm });
  assert.ok(meta.strategy === strategyOf[arm] || meta.isFallback, JSON.stringify(meta));
  served.metas.push(meta);
  if (isSilent) {
    served.silent.push({ userId, requestId: meta.requestId });
    return;
  }
  const buys = random.next() < buying[arm];
  const [first] = data;
  const nowMs = Date.now();
  for (const atMs of [nowMs, nowMs, nowMs + 1_000]) {
    const timestamp = new Date(atMs).toISOString();
    const seen = data.map(({ productId }) => ({ eventType: 'recommendation_impressed', productId, timestamp }));
    const clicked = { eventType: 'recommendation_clicked', productId: first.productId, timestamp };
    await client.report(meta.trackingToken, buys ? [...seen, clicked] : seen);
  }
  tally.count(arm, data.length, buys);
  if (!buys) return;
  const purchase = purchaseOf(userId, first.productId, nowMs + 2_000);
  if (isLate) served.late.push(purchase);
  else await client.send([purchase]);
}
