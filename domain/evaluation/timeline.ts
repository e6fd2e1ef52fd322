import type { EventType } from '#schemas/events/index.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { grown } from '../memory/grown.ts';
import { createInterner } from '../memory/interner.ts';

/** What an evaluation keeps of an event. */
export type TimelineEvent = Pick<ShopEvent, 'type' | 'userId' | 'productId' | 'timestampMs' | 'sessionId'> & {
  orderId: string | null;
};

/** The events of one shop in the order of time; those of one time stay in the order in which they were added. 40 bytes an event, and each text once. */
export type Timeline = {
  readonly size: number;
  add(event: TimelineEvent): void;
  /** By place in the order of time. The event has an id of its own, in scope 1, and a purchase in it has no price. */
  eventAt(place: number): ShopEvent;
  timeAt(place: number): number;
  /** Numbers of shopper, product, visit and order, from 0; -1 for no order. */
  userAt(place: number): number;
  productAt(place: number): number;
  visitAt(place: number): number;
  orderAt(place: number): number;
  productNamed(product: number): string;
};

/** 2^32 ÷ the golden ratio, odd: a product with it, modulo 2^32, is another number for each factor (Knuth, TAOCP 3, 6.4). */
const goldenRatio = 0x9e3779b1;

/** Without a session id, a visit ends when its shopper pauses for longer than this, as in the models. */
const visitGapMs = 30 * 60_000;

/** `visits: 'of shoppers'`: all of a shopper is one visit, for data of shoppers without visits. */
export function createTimeline(visits: 'as told' | 'of shoppers' = 'as told'): Timeline {
  const [users, products, sessions, orders] = [createInterner(), createInterner(), createInterner(), createInterner()];
  let times = new Float64Array(1_024);
  let [types, user, product, session, order] = [
    new Uint8Array(1_024),
    new Int32Array(1_024),
    new Int32Array(1_024),
    new Int32Array(1_024),
    new Int32Array(1_024),
  ];
  let size = 0;
  let inOrder: { places: Uint32Array; visits: Int32Array } | undefined;

  const put = (): { places: Uint32Array; visits: Int32Array } => {
    const places = Uint32Array.from({ length: size }, (_, n) => n).sort(
      (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
    );
    return { places, visits: visits === 'as told' ? visitsOf(places) : Int32Array.from(places, (n) => user[n] ?? 0) };
  };
  const visitsOf = (places: Uint32Array): Int32Array => {
    const found = new Int32Array(size);
    const numbered = new Map<string, number>();
    const current = new Map<number, { visit: number; lastMs: number }>();
    let made = 0;
    for (const [place, at] of places.entries()) {
      const [whose, timeMs, told] = [user[at] ?? 0, times[at] ?? 0, session[at] ?? -1];
      if (told >= 0) {
        const key = `${whose} ${told}`;
        const known = numbered.get(key) ?? made++;
        numbered.set(key, known);
        found[place] = known;
        continue;
      }
      const last = current.get(whose);
      const visit = last !== undefined && timeMs - last.lastMs <= visitGapMs ? last.visit : made++;
      current.set(whose, { visit, lastMs: timeMs });
      found[place] = visit;
    }
    return found;
  };
  const ordered = () => {
    inOrder ??= put();
    return inOrder;
  };
  const at = (place: number): number => ordered().places[place] ?? 0;
  return {
    get size() {
      return size;
    },
    add(event) {
      inOrder = undefined;
      const n = size++;
      [times, types] = [grown(times, size), grown(types, size)];
      [user, product, session, order] = [
        grown(user, size),
        grown(product, size),
        grown(session, size),
        grown(order, size),
      ];
      times[n] = event.timestampMs;
      types[n] = eventTypeNames.indexOf(event.type);
      user[n] = users.intern(event.userId);
      product[n] = products.intern(event.productId);
      session[n] = event.sessionId === null ? -1 : sessions.intern(event.sessionId);
      order[n] = event.orderId === null ? -1 : orders.intern(event.orderId);
    },
    eventAt(place) {
      const n = at(place);
      const id = Buffer.alloc(16);
      // Another ending for each number, and evenly spread: models look ids up by their last word, and would go through all of them if it were a counter.
      id.writeUInt32LE(Math.imul(n + 1, goldenRatio) >>> 0, 12);
      const type = eventTypeNames[types[n] ?? 0] as EventType;
      const timestampMs = times[n] ?? 0;
      const orderId = (order[n] ?? -1) < 0 ? null : orders.nameOf(order[n] ?? 0);
      return {
        id,
        scope: 1,
        type,
        userId: users.nameOf(user[n] ?? 0),
        productId: products.nameOf(product[n] ?? 0),
        timestampMs,
        receivedAtMs: timestampMs,
        sessionId: (session[n] ?? -1) < 0 ? null : sessions.nameOf(session[n] ?? 0),
        late: false,
        unknownProduct: false,
        clientEventId: null,
        // Two prices of a product in one order are two lines of it, and a timeline has each of them once.
        metadata: orderId === null ? null : `{"lineId":${n}}`,
        placementId: null,
        strategy: null,
        exposureId: null,
        purchase: type === 'purchase' ? { orderId, priceE4: 0n, quantity: 1, currency: null } : null,
      };
    },
    timeAt: (place) => times[at(place)] ?? 0,
    userAt: (place) => user[at(place)] ?? 0,
    productAt: (place) => product[at(place)] ?? 0,
    visitAt: (place) => ordered().visits[place] ?? 0,
    orderAt: (place) => order[at(place)] ?? -1,
    productNamed: (number) => products.nameOf(number),
  };
}
