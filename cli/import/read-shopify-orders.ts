import { purchaseLines } from '#domain/events/spellings/order-lines.ts';
import { decimalOfPriceE4, numberOfPriceE4, priceE4Of } from '#domain/price.ts';
import { readTable } from '#runtime/tables/read-table.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { openInput } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { rowProblems } from './row-problems.ts';
import type { ImportItem } from './send-catalog.ts';
import * as shopify from './shopify-order-row.ts';
import { spreadDiscount } from './spread-discount.ts';

export type ShopifyOrders = {
  items: ImportItem[];
  events: Record<string, unknown>[];
  /** Of each event the line that it is on, from 1. */
  lines: number[];
  rows: number;
  orders: number;
  shoppers: number;
  /** Orders that these rules leave out. */
  leftOut: Refusal[];
  /** Rows that cannot be read, with their lines. */
  refused: Refusal[];
};

type Line = Exclude<ReturnType<typeof shopify.orderLineOfRow>, string> & { line: number };
type Order = { head: shopify.OrderRow; lines: Line[] };

const category = 'Imported';

/**
 * Reads Shopify's order export (CSV) as purchases, by these rules:
 * - an order is all rows of one `Name`, which is its id; only the first has what concerns the whole order;
 * - a product is known by its SKU, or by the column that is named; a row without one is refused;
 * - the price is what one piece cost, less the discounts of its line and its share of the order's (`spreadDiscount`);
 * - lines of one product at one price are summed, another price is a line of its own (`lineId`);
 * - cancelled, voided and refunded orders are left out.
 * Products have the name and price of their last line; those that the catalog has stay as they are. Throws if a column is missing.
 */
export async function readShopifyOrders(
  file: string,
  encoding: TextEncoding,
  columns: shopify.OrderColumns,
): Promise<ShopifyOrders> {
  const refused = createRefusals();
  const leftOut = createRefusals();
  const orders = new Map<string, Order>();
  let rows = 0;
  const checkColumns = (found: readonly string[]) => checkHeader(found, columns);
  for await (const piece of readTable(openInput(file), { encoding, checkColumns }))
    for (const row of piece) {
      rows += 1;
      const { line } = row;
      if ('problem' in row) {
        refused.add(rowProblems[row.problem], `line ${line}`);
        continue;
      }
      const name = shopify.cellOf(row.cells, 'Name');
      const read = name === '' ? 'no `Name` of an order' : shopify.orderLineOfRow(row.cells, columns);
      const order = orders.get(name) ?? { head: row.cells, lines: [] };
      orders.set(name, order);
      if (typeof read === 'string') refused.add(read, `line ${line}, order ${name}`);
      else order.lines.push({ ...read, line });
    }

  const taken = {
    items: new Map<string, ImportItem>(),
    events: [] as Record<string, unknown>[],
    lines: [] as number[],
  };
  const shoppers = new Set<string>();
  for (const [orderId, order] of orders) {
    const [first] = order.lines;
    if (first === undefined) continue;
    const place = `line ${first.line}, order ${orderId}`;
    const reason = shopify.whyLeftOut(order.head);
    const timestamp = shopify.orderTimeOf(order.head);
    if (reason !== null) leftOut.add(reason, place);
    else if (timestamp === undefined) refused.add('`Created at` is no time', place);
    else {
      const userId = shopify.orderUserOf(order.head, orderId, columns);
      shoppers.add(userId);
      for (const { line, ...purchase } of purchasesOf(orderId, order, taken.items)) {
        taken.events.push({ eventType: 'purchase', userId, timestamp, ...purchase });
        taken.lines.push(line);
      }
    }
  }
  return {
    items: [...taken.items.values()],
    events: taken.events,
    lines: taken.lines,
    rows,
    orders: orders.size,
    shoppers: shoppers.size,
    leftOut: leftOut.list(),
    refused: refused.list(),
  };
}

/** The purchases of an order, with the lines that they begin on; its products are added to `items`. */
function purchasesOf(orderId: string, { head, lines }: Order, items: Map<string, ImportItem>) {
  const currency = shopify.cellOf(head, 'Currency') || undefined;
  const paid = spreadDiscount(lines, priceE4Of(shopify.cellOf(head, 'Subtotal')));
  for (const { productId, name, priceE4 } of lines)
    items.set(productId, {
      productId,
      name: name || productId,
      category,
      price: numberOfPriceE4(priceE4),
      ...(currency === undefined ? {} : { currency }),
      attributes: { placeholder: true },
    });
  const sent = lines.map(({ productId, quantity }, n) => {
    const { pricedE4, discountE4 } = paid[n] ?? { pricedE4: 0n, discountE4: 0n };
    const discount = discountE4 === 0n ? {} : { discount: decimalOfPriceE4(discountE4) };
    return { productId, quantity, price: decimalOfPriceE4(pricedE4), ...discount };
  });
  const productIdOf = ({ productId }: { productId?: unknown }) => String(productId);
  return purchaseLines(sent, productIdOf, { orderId, currency, eventId: undefined }, ['productId']).map(
    ({ firstLine, productId, eventId, metadata }) => ({
      line: lines[firstLine]?.line ?? 0,
      productId,
      ...(eventId === undefined ? {} : { eventId }),
      metadata,
    }),
  );
}

function checkHeader(found: readonly string[], { product, user }: shopify.OrderColumns): void {
  const missing = [...shopify.orderColumns, product, ...(user === null ? [] : [user])].filter(
    (column) => !found.includes(column),
  );
  if (missing.length > 0)
    throw new Error(`the header lacks ${missing.join(', ')}: an export of Shopify's orders has them`);
}
