import type { ShopEvent } from '#domain/events/shop-event.ts';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';

const begin = Date.UTC(2026, 0, 1);
const spanMs = 30 * 86_400_000;
const types = [
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_clicked',
  'product_clicked',
  'product_clicked',
  'add_to_cart',
  'purchase',
] as const satisfies readonly ShopEvent['type'][];
/** A shopper's visits are each within one of these many groups of products that they like. */
const tastes = 3;
const productsOfGroup = 200;
/** Of a visit: that it goes on after each event. */
const goesOn = 0.8;

type Visit = { user: number; id: number; group: number };

/** The shoppers of a large shop: events in the order of time, thirty days of them, with ids as shops have them (UUIDs, stock numbers). */
export type Crowd = {
  readonly endMs: number;
  /** The next event, and the partition it belongs to. */
  next(): { partition: number; event: ShopEvent };
};

/** Products by Zipf's law within groups, and groups by Zipf's law; visits of five events in the mean, a thousandth of all events apart from each other. */
export function createCrowd(options: {
  seed: number;
  events: number;
  users: number;
  products: number;
  partitions: number;
}): Crowd {
  const { events, users, products, partitions } = options;
  const random = createRandom(options.seed);
  const groups = Math.ceil(products / productsOfGroup);
  const zipf = (below: number) => Math.floor((below + 1) ** random.next()) - 1;
  const groupOf = (user: number, taste: number) =>
    Math.floor((groups + 1) ** ((mixed(user * tastes + taste) >>> 0) / 2 ** 32)) - 1;
  let visits = 0;
  const newVisit = (): Visit => {
    // Some shoppers come often: the square draws the first tenth of them three times as often as their share.
    const user = Math.floor(users * random.next() ** 2);
    visits += 1;
    return { user, id: visits, group: groupOf(user, random.between(0, tastes - 1)) };
  };
  const open = Array.from({ length: Math.max(20, Math.floor(events / 5_000)) }, newVisit);
  let made = 0;
  return {
    endMs: begin + spanMs,
    next() {
      const place = random.between(0, open.length - 1);
      const visit = open[place] ?? newVisit();
      if (random.next() >= goesOn) open[place] = newVisit();
      const type = random.pick(types);
      made += 1;
      const timestampMs = begin + Math.floor((spanMs / events) * made);
      const product = Math.min(products - 1, visit.group * productsOfGroup + zipf(productsOfGroup));
      const purchase =
        type === 'purchase' ? { orderId: uuidOf(visit.id, 2), priceE4: 1n, quantity: 1, currency: null } : null;
      const event = plainEvent({
        id: bytesOf(made, 3),
        type,
        userId: uuidOf(visit.user, 0),
        productId: productIdOf(product),
        sessionId: uuidOf(visit.id, 1),
        timestampMs,
        receivedAtMs: timestampMs,
        purchase,
      });
      return { partition: (mixed(visit.user) >>> 4) % partitions, event };
    },
  };
}

/** Each as a new text, as a decoder makes them: its hash is not known yet. */
const text = Buffer.alloc(36);
const digits = Buffer.from('0123456789abcdef');

function uuidOf(number: number, kind: number): string {
  let at = 0;
  for (let word = 0; word < 4; word++) {
    let bits = mixed(number * 16 + kind * 4 + word);
    for (let n = 0; n < 8; n++) {
      if (at === 8 || at === 13 || at === 18 || at === 23) text[at++] = 45;
      text[at++] = digits[bits & 15] ?? 0;
      bits >>>= 4;
    }
  }
  return text.toString('latin1', 0, at);
}

function productIdOf(number: number): string {
  const length = text.write(`SKU-${100_000 + number}-${(mixed(number) >>> 0) % 90}`, 'latin1');
  return text.toString('latin1', 0, length);
}

function bytesOf(number: number, kind: number): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  for (let word = 0; word < 4; word++) bytes.writeInt32LE(mixed(number * 16 + kind * 4 + word), 4 * word);
  return bytes;
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain): spreads a number over 32 bits. */
function mixed(number: number): number {
  let bits = (number ^ Math.floor(number / 2 ** 32)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
