import { createScopeBaskets, type ScopeBaskets } from '../cooccurrence/scope-baskets.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { weightOf } from '../events/weight.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { CountWindow } from '../memory/count-window.ts';
import { createInterner, type Interner } from '../memory/interner.ts';
import type { Steps } from '../memory/steps.ts';
import { askItself } from '../strategies/session/ask-itself.ts';
import { createRepeatLessons, type RepeatLessons } from '../strategies/session/repeat-lessons.ts';
import { type BusyHours, createBusyHours, leastBusyEvents, type Touch } from './busy-hours.ts';
import { type CartedItems, createCartedItems } from './carted-items.ts';
import { createHourlySums, type HourlySums, hourMs } from './hourly-sums.ts';
import type { HourlyTouches } from './hourly-touches.ts';
import { createPurchaseDays, type PurchaseDays } from './purchase-days.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createShoppers, type Shoppers } from './shoppers.ts';
import { createShownItems, type ShownAnswer, type ShownItems } from './shown-items.ts';

/**
 * The most products of one scope in one partition: a shop of a million, and a quarter as many that came and went, since none is forgotten. Events of further products are ignored: only a
 * broken client sends more, and each product takes about 240 bytes in each partition.
 */
const maxItems = 1_250_000;

/** What one partition knows of the behaviour in one scope; every strategy but content_based reads it. */
export type ScopeInteractions = {
  readonly items: Interner;
  readonly shoppers: Shoppers;
  readonly sessions: Sessions;
  readonly hours: HourlySums;
  readonly baskets: ScopeBaskets;
  readonly purchaseDays: PurchaseDays;
  readonly carted: CartedItems;
  /** What its visits have taught of repeats. */
  readonly repeats: RepeatLessons;
  readonly shown: ShownItems;
  /** Hours in which shoppers did more than most people do. */
  readonly busy: BusyHours;
  /** Rises with each event that may change an answer. */
  readonly version: number;
  /** An estimate of the memory it takes. */
  readonly sizeBytes: number;
  apply(event: ShopEvent): void;
  /** Remembers what the shopper was shown. The version does not rise: only `rotate` asks for it, and says so in the stamp of its answers. */
  show(answer: ShownAnswer): void;
  eraseShopper(userId: string): void;
  /** Questions may be answered between the steps; no event may be applied before the last step. */
  write(to: ByteWriter): Steps;
};

/** A string of an interner, its entry in the map and its place. */
const bytesOfName = 120;

/** What the scopes of a shard have in common: what has counted in the hours of `hours`, and how often each shopper came in each hour. */
export type OfAllScopes = { touches: HourlyTouches; rates: CountWindow };

/** From a state if one is given; those of former releases lack the busy hours. */
export function createScopeInteractions({ touches, rates }: OfAllScopes, from?: ByteReader): ScopeInteractions {
  let version = from?.uint32() ?? 0;
  const items = createInterner(from);
  const shoppers = createShoppers(from);
  const sessions = createSessions(shoppers, from);
  const hours = createHourlySums(from);
  const baskets = createScopeBaskets(from);
  const purchaseDays = createPurchaseDays(from);
  const carted = createCartedItems(from);
  const repeats = createRepeatLessons(from);
  const shown = createShownItems(from);
  const busy = createBusyHours(from?.isAtEnd === false ? from : undefined);
  /** Before the event is taken in, and by the shard alone: a function of its prefix, and nothing of the answer is known to it. */
  const learnFrom = (visit: number, item: number, weight: number) => {
    if (sessions.isSameLook(visit, item, weight) || !repeats.isDue()) return;
    const question = askItself(scope, visit, item);
    if (question !== null) repeats.learn(question, version);
  };
  /** FR-007: what is taken out of the cart again weighs as if it had not been put there. */
  const takeOutOfCart = ({ scope: of, userId, productId }: ShopEvent) => {
    version += 1;
    const [slot, item] = [shoppers.find(userId), items.find(productId)];
    const countedMs = slot < 0 || item < 0 ? null : carted.take(slot, item);
    if (countedMs === null) return;
    const weight = weightOf('add_to_cart');
    shoppers.takeBack(slot, weight);
    hours.takeBack(item, countedMs, weight);
    touches.takeBack(of, shoppers.refOf(slot), item, countedMs);
    busy.takeBack(userId, countedMs, { item, weight });
  };
  /** Of views, clicks and carts alone: what was bought was paid for. */
  const noteRate = (event: ShopEvent, slot: number, touch: Touch | null) => {
    const { scope: of, userId, timestampMs } = event;
    const ref = shoppers.refOf(slot);
    const events = rates.count(of, ref, Math.floor(timestampMs / hourMs));
    if (events <= leastBusyEvents) return;
    busy.add(userId, timestampMs, events, touch, () =>
      touches
        .countedOf(of, ref, timestampMs, weightOf('add_to_cart'))
        .filter(({ weight }) => weight < weightOf('purchase')),
    );
  };
  const scope: ScopeInteractions = {
    items,
    shoppers,
    sessions,
    hours,
    baskets,
    purchaseDays,
    carted,
    repeats,
    shown,
    busy,
    get version() {
      return version;
    },
    get sizeBytes() {
      const parts = [shoppers, sessions, hours, baskets, purchaseDays, carted, repeats, shown, busy];
      return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, items.size * bytesOfName);
    },
    apply(event) {
      const weight = weightOf(event.type);
      if (weight === 0) {
        if (event.type === 'remove_from_cart') takeOutOfCart(event);
        return;
      }
      version += 1;
      const { userId, productId, timestampMs } = event;
      // Of logs from before empty texts were taken for nothing.
      const sessionId = event.sessionId || null;
      // Each name is looked up once: that costs as much as all that follows from it.
      const known = items.size;
      const item = known < maxItems ? items.intern(productId) : items.find(productId);
      if (item < 0) return;
      let slot = shoppers.find(userId);
      let visit = slot < 0 ? -1 : sessions.continuedBy(slot, sessionId, timestampMs);
      // What comes late would be asked about by what came after it.
      if (visit >= 0 && item < known && timestampMs >= sessions.lastMsOf(visit)) learnFrom(visit, item, weight);
      if (slot < 0) slot = shoppers.make(userId);
      shoppers.touch(slot, item, weight, event.type === 'purchase');
      if (visit < 0) visit = sessions.open(slot, sessionId, timestampMs);
      sessions.touch(slot, visit, item, timestampMs, weight);
      const isCounted = touches.isFirst(event.scope, shoppers.refOf(slot), item, timestampMs, weight);
      if (isCounted) hours.add(item, timestampMs, weight);
      if (event.type !== 'purchase') noteRate(event, slot, isCounted ? { item, weight } : null);
      shown.forget(userId, item);
      // Only what was counted may be taken back.
      if (event.type === 'add_to_cart' && isCounted) carted.put(slot, item, timestampMs);
      if (event.type !== 'purchase') return;
      // What was bought stays wanted, whatever becomes of the cart.
      carted.take(slot, item);
      baskets.apply(event, item);
      purchaseDays.add(slot, shoppers.refOf(slot), item, timestampMs);
    },
    show({ userId, productIds, servedAtMs }) {
      for (const productId of productIds) {
        if (items.size >= maxItems && items.find(productId) < 0) continue;
        shown.add(userId, items.intern(productId), servedAtMs);
      }
    },
    eraseShopper(userId) {
      shown.erase(userId);
      busy.erase(userId);
      baskets.eraseShopper(userId);
      const slot = shoppers.find(userId);
      const ref = shoppers.erase(userId);
      if (ref === null) return;
      purchaseDays.erase(slot);
      carted.erase(slot);
      version += 1;
      sessions.eraseAllOf(ref);
    },
    *write(to) {
      to.uint32(version);
      yield* items.write(to);
      yield* shoppers.write(to);
      yield* sessions.write(to);
      yield* hours.write(to);
      yield* baskets.write(to);
      yield* purchaseDays.write(to);
      yield* carted.write(to);
      repeats.write(to);
      yield* shown.write(to);
      yield* busy.write(to);
    },
  };
  return scope;
}
