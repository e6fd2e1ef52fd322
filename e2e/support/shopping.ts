import type { Random } from '#testing/random.ts';
import type { ToldEvent } from '#testing/recount-analytics.ts';
import type { WireEvent } from './events.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const products = ['mug', 'pan', 'cup', 'pot', 'jar'];
/** Around the end of the time in which a click has its purchase, both sides. */
const purchaseDelaysMs = [1, 5 * minuteMs, 30 * minuteMs, 30 * minuteMs + 1, 31 * minuteMs];
const lateShare = 0.1;
const boundaries = [-1, 0, 1];

/** What shoppers tell of visits before `nowMs`: most of the last day, about hours' and days' bounds; a tenth 1 to 8 days ago, which comes late. */
export function shopBefore(random: Random, nowMs: number, visits: number): WireEvent[] {
  return Array.from({ length: visits }, (_, n) => {
    const isLate = random.next() < lateShare;
    const agoMs = isLate ? random.between(dayMs, 8 * dayMs) : random.between(hourMs, dayMs - hourMs);
    const hour = Math.floor((nowMs - agoMs) / hourMs) * hourMs;
    const beginMs = random.next() < 0.5 ? hour + random.pick(boundaries) : nowMs - agoMs;
    return visitAt(random, `visitor-${n % (visits >> 1)}`, beginMs);
  }).flat();
}

function visitAt(random: Random, userId: string, beginMs: number): WireEvent[] {
  const of = (eventType: string, productId: string, atMs: number, metadata: Record<string, unknown> = {}) => {
    return { eventType, userId, productId, timestamp: new Date(beginMs + atMs).toISOString(), metadata };
  };
  const productId = random.pick(products);
  const strategy = random.pick(['trending', 'collaborative', null]);
  const shown = { placementId: random.pick(['home', 'cart']), ...(strategy === null ? {} : { strategy }) };
  const events = [of('recommendation_impressed', productId, 0, shown), of('product_viewed', productId, 1)];
  if (random.next() < 0.5) events.push(of('remove_from_cart', productId, 2));
  if (random.next() < 0.4) return events;
  events.push(of('recommendation_clicked', productId, 3, shown));
  if (random.next() < 0.4) return events;
  const currency = random.pick(['USD', 'EUR', null]);
  const price = random.between(1, 99_999) / 100;
  const paid = { price, quantity: random.between(1, 3), ...(currency === null ? {} : { currency }) };
  return [...events, of('purchase', productId, 3 + random.pick(purchaseDelaysMs), paid)];
}

/** Out of order, a tenth of it twice. */
export function disturbed<One>(random: Random, all: readonly One[]): One[] {
  const sent = [...all, ...all.filter(() => random.next() < 0.1)];
  for (let n = sent.length - 1; n > 0; n -= 1) {
    const other = random.between(0, n);
    [sent[n], sent[other]] = [sent[other]!, sent[n]!];
  }
  return sent;
}

/** An event that was acknowledged with this id; `answer` is what its token belongs to. */
export function toldOf(
  { eventType: type, userId, productId, timestamp, metadata = {} }: WireEvent,
  id: string,
  answerId: string | null = null,
): ToldEvent {
  const { placementId = null, strategy = null, price, quantity = 1, currency = null } = metadata as Metadata;
  const purchase =
    price === undefined ? null : { priceE4: BigInt(Math.round(price * 10_000)), quantity: Number(quantity), currency };
  const atMs = Date.parse(timestamp ?? '');
  return { kind: 'event', id, type, userId, productId, atMs, placementId, strategy, answerId, purchase };
}

type Metadata = Partial<{ placementId: string; strategy: string; price: number; quantity: number; currency: string }>;
