import { demoCatalog } from './catalog.ts';
import { createDemoRandom, type DemoRandom } from './random.ts';

export type DemoEvent = {
  eventType: string;
  userId: string;
  productId: string;
  sessionId: string;
  timestamp: string;
  metadata?: Record<string, unknown>;
};

/** How long a history is, how many shoppers there are, and about how many visits they make a day. */
export type DemoSize = { days: number; shoppers: number; visitsPerDay: number };

/** About 200,000 events. */
const demoYear: DemoSize = { days: 365, shoppers: 4_000, visitsPerDay: 62 };
/** At most 20,000 events, in any season. */
export const demoWeeks: DemoSize = { days: 35, shoppers: 600, visitsPerDay: 40 };

const dayMs = 86_400_000;
/** How often a shopper looks within their favourite group of products. */
const tasteShare = 0.75;
const seed = 2_026;

/**
 * Returns the visits of a year, or of another size, that end at `endMs`, in the order of time: shoppers with a taste, a shop that is busier in the evening, at
 * weekends and before the holidays, baskets of things that belong together, and recommendations that are shown, clicked and bought.
 * The same for the same `endMs` and size.
 */
export function* demoHistory(endMs: number, size: DemoSize = demoYear): Iterable<DemoEvent> {
  const { days, shoppers, visitsPerDay } = size;
  const random = createDemoRandom(seed);
  let session = 0;
  for (let day = 0; day < days; day++) {
    const dayStart = endMs - (days - day) * dayMs;
    const date = new Date(dayStart);
    const season = [10, 11].includes(date.getUTCMonth()) ? 1.6 : 1;
    const weekend = [0, 6].includes(date.getUTCDay()) ? 1.3 : 1;
    const visits = Math.round(visitsPerDay * season * weekend * (0.5 + (0.7 * day) / days + 0.3 * random.next()));
    const starts = Array.from(
      { length: visits },
      () => dayStart + Math.floor(((random.next() + random.next()) / 2) * (dayMs - 3_600_000)),
    ).sort((a, b) => a - b);
    const events = starts.flatMap((startMs) => visit(random, shoppers, session++, startMs));
    yield* events.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  }
}

const catalog = demoCatalog();
const byGroup = [...Map.groupBy(catalog, ({ group }) => group).values()];

/** Returns the events of one visit: the shopper looks around, perhaps follows a recommendation, perhaps buys. */
function visit(random: DemoRandom, shoppers: number, number: number, startMs: number): DemoEvent[] {
  // Squared: some shoppers come much more often than others.
  const shopper = Math.floor(random.next() ** 2 * shoppers);
  const userId = `shopper-${shopper}`;
  const sessionId = `s-${number}`;
  const taste = shopper % byGroup.length;
  const events: DemoEvent[] = [];
  let atMs = startMs;
  const say = (eventType: string, productId: string, metadata?: Record<string, unknown>) => {
    atMs += 5_000 + random.below(60_000);
    events.push({
      eventType,
      userId,
      productId,
      sessionId,
      timestamp: new Date(atMs).toISOString(),
      ...(metadata === undefined ? {} : { metadata }),
    });
  };
  const choose = () => {
    const group = random.next() < tasteShare ? taste : random.below(byGroup.length);
    const items = byGroup[group] ?? catalog;
    return items[Math.floor(random.next() ** 2 * items.length)] ?? random.pick(catalog);
  };
  const cart = new Map<string, number>();
  const looks = 1 + random.below(6);
  for (let n = 0; n < looks; n++) {
    const item = choose();
    if (random.next() < 0.3) {
      const shown = { placementId: 'home', strategy: random.pick(['collaborative', 'trending']) };
      say('recommendation_impressed', item.productId, shown);
      if (random.next() < 0.35) say('recommendation_clicked', item.productId, shown);
    } else if (random.next() < 0.4) say('product_clicked', item.productId);
    say('product_viewed', item.productId);
    if (random.next() < 0.18) {
      say('add_to_cart', item.productId);
      cart.set(item.productId, item.price);
      // A product that is put in the cart may bring its partner with it: the same kind in the next colour.
      const partner = catalog[catalog.indexOf(item) + 1];
      if (partner !== undefined && partner.group === item.group && random.next() < 0.45) {
        say('product_viewed', partner.productId);
        say('add_to_cart', partner.productId);
        cart.set(partner.productId, partner.price);
      }
    }
  }
  if (cart.size > 0 && random.next() < 0.7)
    for (const [productId, price] of cart)
      say('purchase', productId, { orderId: `o-${number}`, price, quantity: 1 + random.below(2) });
  return events;
}
