import { recommendBoughtTogether } from '#domain/strategies/frequently-bought-together/recommend-bought-together.ts';
import { createRandom } from '#testing/random.ts';
import { eventOf, learn } from './learn.ts';
import { asked, createTally } from './tally.ts';
import { readUciSales } from './uci-sales.ts';

/** The models learn from the invoices before this time; those from then on are asked about. */
const splitMs = Date.UTC(2011, 10, 9);
/** Neighbouring lines of an invoice are related, so products are drawn at random. */
const questionsOfBasket = 5;
/** As many products as a question may name. */
const largestCart = 100;
const minSupport = 2;

/** UCI Online Retail: one product of a later invoice, three of them, or all but one, ask for another one of it. */
export function measureBaskets(): void {
  const sales = readUciSales();
  const shards = learn(
    sales
      .filter(({ timeMs }) => timeMs < splitMs)
      .map(({ invoice, item, timeMs }) => eventOf('purchase', invoice, item, timeMs)),
  );
  const later = Map.groupBy(
    sales.filter(({ timeMs }) => timeMs >= splitMs),
    ({ invoice }) => invoice,
  );
  const baskets = [...later.values()].map((lines) => [...new Set(lines.map(({ item }) => item))]);
  for (const [what, known] of [
    ['one product', 1],
    ['a cart of 3', 3],
    ['the whole basket less one', largestCart],
  ] as const) {
    const random = createRandom(1);
    const tally = createTally();
    for (const basket of baskets) {
      if (basket.length < (known === largestCart ? 2 : known + 1)) continue;
      for (let question = 0; question < questionsOfBasket; question++) {
        const left = [...basket];
        const draw = () => left.splice(random.between(0, left.length - 1), 1)[0] ?? '';
        const target = draw();
        const cart = Array.from({ length: Math.min(known, left.length) }, draw);
        tally.ask(target, () => recommendBoughtTogether(shards, cart, minSupport, asked));
      }
    }
    tally.report(`frequently bought together, UCI Online Retail, ${what}`);
  }
}
