import { findShopper } from '#domain/serving/find-shopper.ts';
import { recommendBuyAgain } from '#domain/strategies/buy-again/recommend-buy-again.ts';
import { eventOf, learn } from './learn.ts';
import { readUciSales } from './uci-sales.ts';

const splitMs = Date.UTC(2011, 10, 9);
const asked = 10;

/**
 * UCI Online Retail: the models learn from the invoices of known customers before 2011-11-09. Each customer who buys from then on asks once, at that time; every product that
 * the customer buys from then on is right, a repeated one too. A customer without purchases before gets no answer, and counts as 0.
 */
export function measurePurchases(): void {
  const sales = readUciSales().filter(({ customer }) => customer !== '');
  const shards = learn(
    sales
      .filter(({ timeMs }) => timeMs < splitMs)
      .map(({ customer, invoice, item, timeMs }) => eventOf('purchase', customer, item, timeMs, invoice)),
  );
  const later = Map.groupBy(
    sales.filter(({ timeMs }) => timeMs >= splitMs),
    ({ customer }) => customer,
  );
  let [sum, known] = [0, 0];
  for (const [customer, lines] of later) {
    const bought = findShopper(shards, customer)?.bought() ?? [];
    if (bought.length > 0) known += 1;
    const right = new Set(lines.map(({ item }) => item));
    const gains = recommendBuyAgain(shards, bought, splitMs, asked).map(({ productId }) => right.has(productId));
    const ideal = Array.from({ length: Math.min(asked, right.size) }, () => true);
    sum += gainOf(gains) / gainOf(ideal);
  }
  console.log(
    `buy again, UCI Online Retail: NDCG@10 ${(sum / later.size).toFixed(4)} of ${later.size} customers, ${(sum / known).toFixed(4)} of the ${known} who had bought before`,
  );
}

const gainOf = (isRight: readonly boolean[]): number =>
  isRight.reduce((sum, right, place) => sum + (right ? 1 / Math.log2(place + 2) : 0), 0);
