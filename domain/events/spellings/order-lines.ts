import { priceE4Of } from '../../price.ts';
import { isAbsent } from '../absent.ts';
import { type Fields, firstId, firstPresent, looseNumber, without } from './loose-values.ts';

/** What the events of one order have in common. */
export type OrderHead = { orderId: string | undefined; currency: unknown; eventId: string | undefined };

/** One product of an order at one price, ready to be a purchase. */
export type PurchaseLine = {
  /** Where the first of the lines that it sums stands in the order, from 0. */
  firstLine: number;
  productId: string | undefined;
  eventId: string | undefined;
  metadata: Record<string, unknown>;
};

/**
 * The purchases of an order. Lines of one product at one price are summed, for they would be one event; a product at
 * several prices gives an event for each, told apart by `lineId` and `eventId`, so that revenue stays exact. An order without lines gives
 * one purchase without a product, which `judgeEvent` refuses with the reason.
 */
export function purchaseLines(
  lines: readonly Fields[],
  productIdOf: (line: Fields) => string | undefined,
  head: OrderHead,
  idFields: readonly string[],
): PurchaseLine[] {
  const summed = new Map<string, PurchaseLine>();
  const pricesOf = new Map<string | undefined, number>();
  for (const [firstLine, line] of (lines.length === 0 ? [{} as Fields] : lines).entries()) {
    const productId = productIdOf(line);
    const quantity = isAbsent(line.quantity) ? 1 : looseNumber(line.quantity);
    const key = JSON.stringify([productId ?? null, priceKey(line.price)]);
    const known = summed.get(key);
    if (known !== undefined && typeof quantity === 'number' && typeof known.metadata.quantity === 'number') {
      known.metadata.quantity += quantity;
      continue;
    }
    const nth = (pricesOf.get(productId) ?? 0) + 1;
    pricesOf.set(productId, nth);
    summed.set(known === undefined ? key : `${key}#${nth}`, {
      firstLine,
      productId,
      eventId: nth === 1 ? head.eventId : `${head.eventId ?? 'line'}#${nth}`,
      metadata: {
        ...without(line, [...idFields, 'lineId']),
        quantity,
        ...without({ orderId: head.orderId, currency: upperCase(firstPresent(line.currency, head.currency)) }, []),
        ...(nth === 1 ? {} : { lineId: `line#${nth}` }),
      },
    });
  }
  return [...summed.values()];
}

/** The amount that a price means, in 1/10,000, as text: the same for all of its spellings. */
export function priceKey(price: unknown): string {
  const priceE4 = typeof price === 'number' || typeof price === 'string' ? priceE4Of(price) : undefined;
  return priceE4 === undefined ? `unread ${firstId(price) ?? ''}` : priceE4.toString();
}

function upperCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value;
}
