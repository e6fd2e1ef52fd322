import type { ShopEvent } from '../events/shop-event.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createRecentSets, type RecentSets } from '../memory/recent-sets.ts';
import type { Steps } from '../memory/steps.ts';

/** At most this many distinct products of one order are counted (one order of the UCI data has 1,106 lines). */
export const maxOrderProducts = 100;
/** Purchases without an order id belong to one order as long as each follows the shopper's last purchase within this time. */
const orderGapMs = 30 * 60_000;
/** Orders that are kept of one scope in one partition. The oldest is dropped first; counts are exact over the orders that are kept. */
const maxOrders = 200_000;
/** At most this many shoppers are remembered whose order without an id may go on. */
const maxOpenOrders = 100_000;

/** The orders of one scope in one partition. A question counts the products of the orders themselves, so that no table of pairs is needed. */
export type ScopeBaskets = {
  readonly sizeBytes: number;
  /** Takes a purchase of `item`; calls `onChanged` with each item whose partners may have changed. */
  apply(event: ShopEvent, item: number, onChanged?: (item: number) => void): void;
  /** The distinct products of each order, and the orders with each product. */
  readonly orders: RecentSets;
  /** Orders of two products or more. */
  readonly ordersOfSeveral: number;
  /** Forgets which order of this shopper may go on. */
  eraseShopper(userId: string): void;
  /** Lets that order go on under a pseudonym instead. */
  renameShopper(userId: string, pseudonym: string): void;
  write(to: ByteWriter): Steps;
};

export function createScopeBaskets(from?: ByteReader): ScopeBaskets {
  const orders = createRecentSets({ sets: maxOrders, itemsOfSet: maxOrderProducts }, from);
  /** By slot of the order; empty if the order has no id. */
  const ids = from?.texts() ?? [];
  let several = from?.uint32() ?? 0;
  const open = new Map<string, { number: number; lastMs: number }>();
  /** Reads on where it stopped: a new iterator would pass over the gap that each that has gone has left. */
  const inOrder = open.keys();
  if (from !== undefined) {
    const users = from.texts();
    const numbers = from.int32s();
    const times = from.float64s();
    for (const [i, user] of users.entries()) open.set(user, { number: numbers[i] ?? 0, lastMs: times[i] ?? 0 });
  }
  const byId = new Map<string, number>();
  for (let number = orders.made - orders.kept; number < orders.made; number++) {
    const id = ids[orders.slotOf(number)] ?? '';
    if (id !== '') byId.set(id, number);
  }

  const make = (id: string, onChanged?: (item: number) => void): number => {
    const number = orders.open((dropped) => {
      const held = orders.itemsOf(dropped);
      if (held.length > 1) several -= 1;
      if (onChanged !== undefined) for (const item of held) onChanged(item);
      byId.delete(ids[orders.slotOf(dropped)] ?? '');
    });
    ids[orders.slotOf(number)] = id;
    if (id !== '') byId.set(id, number);
    return number;
  };
  const orderOf = (event: ShopEvent, onChanged?: (item: number) => void): number => {
    const id = event.purchase?.orderId ?? '';
    if (id !== '') return byId.get(id) ?? make(id, onChanged);
    const known = open.get(event.userId);
    if (
      known !== undefined &&
      orders.isKept(known.number) &&
      Math.abs(event.timestampMs - known.lastMs) <= orderGapMs
    ) {
      known.lastMs = event.timestampMs;
      return known.number;
    }
    const number = make('', onChanged);
    open.delete(event.userId);
    open.set(event.userId, { number, lastMs: event.timestampMs });
    if (open.size > maxOpenOrders) {
      const { value: oldest } = inOrder.next();
      if (oldest !== undefined) open.delete(oldest);
    }
    return number;
  };

  return {
    get sizeBytes() {
      return orders.sizeBytes + byId.size * 120 + open.size * 160;
    },
    apply(event, item, onChanged) {
      const number = orderOf(event, onChanged);
      if (!orders.add(number, item)) return;
      if (orders.sizeAt(orders.slotOf(number)) === 2) several += 1;
      if (onChanged !== undefined) for (const changed of orders.itemsOf(number)) onChanged(changed);
    },
    orders,
    get ordersOfSeveral() {
      return several;
    },
    eraseShopper: (userId) => void open.delete(userId),
    renameShopper(userId, pseudonym) {
      if (!open.has(userId)) return;
      // The whole map is filled again, since the oldest entry is dropped first and an entry must keep its age.
      const states = [...open];
      open.clear();
      for (const [user, state] of states) open.set(user === userId ? pseudonym : user, state);
    },
    *write(to) {
      yield* orders.write(to);
      yield* to.texts(ids);
      to.uint32(several);
      const states = [...open.values()];
      yield* to.texts([...open.keys()]);
      to.numbers(
        Int32Array.from(states, ({ number }) => number),
        states.length,
      );
      to.numbers(
        Float64Array.from(states, ({ lastMs }) => lastMs),
        states.length,
      );
    },
  };
}
