/**
 * What one event costs in ns, step by step, over a mix of types: `node bench/events.ts`.
 * Each step runs in a loop of its own, warmed up; the figure is the median of several rounds.
 */
import { hash } from 'node:crypto';
import { eventIdentity } from '#domain/events/identity.ts';
import { judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decodeEventsRecord, encodeEvent } from '#log/codec.ts';
import { eventTypeNames } from '#schemas/events/index.ts';

const eventsPerRound = 100_000;
const rounds = 7;
const receivedAtMs = Date.UTC(2026, 2, 1, 12);
// Takes the digest as text and makes bytes of it: half the cost of 'buffer', which makes an ArrayBuffer for each digest.
const sha256 = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'), 'hex');

const wireTexts = Array.from({ length: 700 }, (_, index) => {
  const eventType = eventTypeNames[index % eventTypeNames.length]!;
  const metadata: Record<string, unknown> = { source: 'search', position: index };
  if (eventType === 'purchase')
    Object.assign(metadata, { price: 12.95, quantity: 2, orderId: `order-${index}`, currency: 'EUR' });
  if (eventType.startsWith('recommendation_'))
    Object.assign(metadata, { placementId: 'home-hero', strategy: 'trending' });
  return JSON.stringify({
    eventType,
    userId: `shopper-${index * 7919}`,
    productId: `product-${index * 31}`,
    timestamp: new Date(receivedAtMs - index).toISOString(),
    sessionId: `visit-${index * 104_729}`,
    metadata,
  });
});
const wireEvents = wireTexts.map((text) => JSON.parse(text) as unknown);
const context = { scope: 3, receivedAtMs, isKnownProduct: () => true, hash: sha256 };
const events = wireEvents.map((wire): ShopEvent => {
  const outcome = judgeEvent(wire, context);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.event;
});
const identities = events.map((event) => ({ ...event, orderId: event.purchase?.orderId ?? null }));
const values = events.map(encodeEvent);

const steps: Record<string, (index: number) => unknown> = {
  'JSON.parse': (index) => JSON.parse(wireTexts[index]!),
  judge: (index) => judgeEvent(wireEvents[index], context),
  '  of it identity': (index) => eventIdentity(identities[index]!, sha256),
  encode: (index) => encodeEvent(events[index]!),
  decode: (index) => decodeEventsRecord(values[index]!),
};

console.error(
  `${rounds} rounds of ${eventsPerRound} events, ${values.reduce((sum, { length }) => sum + length, 0) / values.length} bytes each on average`,
);
for (const [name, step] of Object.entries(steps)) {
  const measured = Array.from({ length: rounds }, () => nsPerEvent(step)).sort((a, b) => a - b);
  console.log(`${name.padEnd(20)}${measured[rounds >> 1]!.toFixed(0).padStart(6)} ns`);
}

function nsPerEvent(step: (index: number) => unknown): number {
  const start = process.hrtime.bigint();
  for (let done = 0; done < eventsPerRound; done++) step(done % values.length);
  return Number(process.hrtime.bigint() - start) / eventsPerRound;
}
