import { parse } from 'csv-parse';
import { openInput } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import type { ImportItem } from './send-catalog.ts';

/**
 * UCI Online Retail (invoice lines of a UK wholesaler) as a catalog and purchases, by these rules:
 * - codes are upper-cased; products are those of 5 digits and at most two letters, other codes (POST, M, BANK CHARGES, …) are no products;
 * - an item's name is its most frequent description, its price that of its last line;
 * - a customer is the number before `.0`; lines without one belong to `guest-<invoice>`;
 * - lines of one order, product and price are summed; a second price of a product in an order is a purchase of its own, with its own
 *   `eventId`, so that quantity and revenue stay exact;
 * - InvoiceDate has no zone and is read as UTC.
 */
export type Retail = {
  items: ImportItem[];
  events: RetailEvent[];
  orders: number;
  customers: number;
  rows: number;
  kept: number;
  /** Rows that these rules leave out. */
  leftOut: Refusal[];
};
export type RetailEvent = {
  eventType: 'purchase';
  userId: string;
  productId: string;
  timestamp: string;
  eventId?: string;
  metadata: { orderId: string; price: number; quantity: number; currency: string };
};

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
] as const;
type Row = Record<(typeof columns)[number], string>;

const productCode = /^\d{5}[A-Z]{0,2}$/;
const category = 'Online Retail';
const currency = 'GBP';
const maxQuantity = 1_000_000;

export async function readRetail(file: string): Promise<Retail> {
  const refusals = createRefusals();
  const names = new Map<string, Map<string, number>>();
  const prices = new Map<string, number>();
  const purchases = new Map<string, { first: RetailEvent; variant: number }>();
  const variants = new Map<string, number>();
  const orders = new Set<string>();
  const customers = new Set<string>();
  let [rows, kept] = [0, 0];

  const input = openInput(file);
  const parser = parse({ columns: checkHeader, bom: true, relax_column_count: true });
  input.on('error', (error) => parser.destroy(error));
  for await (const row of input.pipe(parser) as AsyncIterable<Row>) {
    rows += 1;
    const example = `${row.InvoiceNo},${row.StockCode},${row.Description},${row.Quantity},${row.UnitPrice}`;
    const productId = (row.StockCode ?? '').trim().toUpperCase();
    const quantity = Number(row.Quantity);
    const price = Number(row.UnitPrice);
    const at = Date.parse(`${(row.InvoiceDate ?? '').trim().replace(' ', 'T')}Z`);
    const reason = (row.InvoiceNo ?? '').toUpperCase().startsWith('C')
      ? 'cancellation'
      : !Number.isFinite(at) || !Number.isInteger(quantity) || !Number.isFinite(price)
        ? 'malformed row'
        : !productCode.test(productId)
          ? 'not a product code'
          : quantity <= 0
            ? 'quantity not positive'
            : price <= 0
              ? 'price not positive'
              : quantity > maxQuantity
                ? 'quantity too large'
                : null;
    if (reason !== null) {
      refusals.add(reason, example);
      continue;
    }
    kept += 1;
    const description = (row.Description ?? '').trim();
    if (description !== '') {
      const counts = names.get(productId) ?? new Map<string, number>();
      names.set(productId, counts.set(description, (counts.get(description) ?? 0) + 1));
    }
    prices.set(productId, price);
    const customer = (row.CustomerID ?? '').replace(/\.0$/, '');
    if (customer !== '') customers.add(customer);
    orders.add(row.InvoiceNo);
    const place = `${row.InvoiceNo} ${productId}`;
    const key = `${place} ${price}`;
    const known = purchases.get(key);
    if (known !== undefined) {
      known.first.metadata.quantity += quantity;
      continue;
    }
    const variant = (variants.get(place) ?? 0) + 1;
    variants.set(place, variant);
    const first: RetailEvent = {
      eventType: 'purchase',
      userId: customer === '' ? `guest-${row.InvoiceNo}` : customer,
      productId,
      timestamp: new Date(at).toISOString(),
      ...(variant === 1 ? {} : { eventId: `${place} ${variant}` }),
      metadata: { orderId: row.InvoiceNo, price, quantity, currency },
    };
    purchases.set(key, { first, variant });
  }
  const items = [...prices].map(
    ([productId, price]): ImportItem => ({
      productId,
      name: mostFrequent(names.get(productId)) ?? productId,
      category,
      price,
      currency,
    }),
  );
  return {
    items,
    events: [...purchases.values()].map(({ first }) => first),
    orders: orders.size,
    customers: customers.size,
    rows,
    kept,
    leftOut: refusals.list(),
  };
}

/** How many rows the published file has, and what these rules leave of it: a check of this reader against real data. */
const published = { rows: 541_909, kept: 527_725, orders: 19_773, products: 3_791, customers: 4_334 } as const;

/** Returns how the result differs from what the published file must give; empty for any other file. */
export function compareWithPublished(read: Readonly<Record<string, number>>): string[] {
  if (read.rows !== published.rows) return [];
  const different = Object.entries(published).filter(([name, count]) => read[name] !== count);
  if (different.length === 0)
    return ['the published file, with the rows, orders, products and customers that it must have'];
  return [`the published file, but it must have ${different.map(([name, count]) => `${count} ${name}`).join(', ')}`];
}

function checkHeader(header: string[]): string[] {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      `the header lacks ${missing.join(', ')}: this is not a file of UCI Online Retail, which has the columns ${columns.join(', ')}`,
    );
  return header;
}

function mostFrequent(counts: ReadonlyMap<string, number> | undefined): string | undefined {
  return [...(counts ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}
