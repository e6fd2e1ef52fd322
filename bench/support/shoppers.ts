import { createRandom } from '#testing/random.ts';

const types = [
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_clicked',
  'product_clicked',
  'add_to_cart',
  'recommendation_impressed',
  'recommendation_clicked',
  'purchase',
];

/** The probability that a line of an order is followed by another one. */
const nextLine = 0.6;

export type Shoppers = { users: number; products: number; event(timestampMs: number): string };

/**
 * Makes realistic events as JSON text: products by Zipf's law, one session for each user, a tenth of them purchases in orders of 2.5 lines, and
 * clicks on recommendations.
 */
export function createShoppers(seed: number, users: number, products: number): Shoppers {
  const random = createRandom(seed);
  const cumulative = new Float64Array(products);
  let sum = 0;
  for (let rank = 0; rank < products; rank++) cumulative[rank] = sum += 1 / (rank + 1);
  const product = () => {
    const wanted = random.next() * sum;
    let [low, high] = [0, products - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let orders = 0;
  let buyer = 0;
  return {
    users,
    products,
    event(timestampMs) {
      const type = random.pick(types);
      let user = random.between(0, users - 1);
      if (type === 'purchase') {
        if (orders > 0 && random.next() < nextLine) user = buyer;
        else orders += 1;
        buyer = user;
      }
      const metadata =
        type === 'purchase'
          ? `,"metadata":{"price":${random.between(100, 9_999) / 100},"quantity":1,"orderId":"o${orders}"}`
          : type.startsWith('recommendation_')
            ? ',"metadata":{"placementId":"home"}'
            : '';
      return `{"eventType":"${type}","userId":"u${user}","productId":"p${product()}","sessionId":"s${user}","timestamp":"${new Date(timestampMs).toISOString()}"${metadata}}`;
    },
  };
}
