import { readTable } from '#runtime/tables/read-table.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { createDateOrders, type DateOrder, parseInvoiceTime } from './invoice-time.ts';
import { openInput } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { rowProblems } from './row-problems.ts';
import type { ImportItem } from './send-catalog.ts';

/**
 * UCI Online Retail (invoice lines of a UK wholesaler) as a catalog and purchases, by these rules:
 * - codes are upper-cased; products are those of 5 digits and at most two letters, other codes (POST, M, BANK CHARGES, …) are no products;
 * - an item's name is its most frequent description, its price that of its last line;
 * - a customer is the number before `.0`; lines without one belong to `guest-<invoice>`;
 * - lines of one order, product and price are summed; a second price of a product in an order is a purchase of its own, with its own
 *   `lineId` and `eventId`, so that quantity and revenue stay exact;
 * - InvoiceDate has no zone and is read as UTC; whether a date by slashes begins with the month is decided over the whole file.
 */
export type Retail = {
  items: ImportItem[];
  events: RetailEvent[];
  /** Of each event the line that it begins on, from 1. */
  lines: number[];
  orders: number;
  customers: number;
  rows: number;
  kept: number;
  /** Rows that these rules leave out. */
  leftOut: Refusal[];
  /** Rows that cannot be read, with their lines. */
  refused: Refusal[];
  /** How dates by slashes were read; undefined if the file has none. */
  dateOrder: DateOrder | undefined;
};
export type RetailEvent = {
  eventType: 'purchase';
  userId: string;
  productId: string;
  timestamp: string;
  eventId?: string;
  metadata: { orderId: string; lineId?: string; price: number; quantity: number; currency: string };
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

export async function readRetail(file: string, encoding: TextEncoding = 'utf-8'): Promise<Retail> {
  const dateOrder = await dateOrderOf(file, encoding);
  const refusals = createRefusals();
  const unread = createRefusals();
  const names = new Map<string, Map<string, number>>();
  const prices = new Map<string, number>();
  const purchases = new Map<string, { first: RetailEvent; line: number }>();
  const variants = new Map<string, number>();
  const orders = new Set<string>();
  const customers = new Set<string>();
  let [rows, kept] = [0, 0];

  for await (const { line, row } of rowsOf(file, encoding)) {
    rows += 1;
    if (typeof row === 'string') {
      unread.add(row, `line ${line}`);
      continue;
    }
    const example = `${row.InvoiceNo},${row.StockCode},${row.Description},${row.Quantity},${row.UnitPrice}`;
    const productId = (row.StockCode ?? '').trim().toUpperCase();
    const quantity = Number(row.Quantity);
    const price = Number(row.UnitPrice);
    const at = parseInvoiceTime((row.InvoiceDate ?? '').trim(), dateOrder ?? 'month first');
    const invoice = (row.InvoiceNo ?? '').trim();
    const reason = invoice.toUpperCase().startsWith('C')
      ? 'cancellation'
      : !productCode.test(productId)
        ? 'not a product code'
        : quantity <= 0
          ? 'quantity not positive'
          : price <= 0
            ? 'price not positive'
            : quantity > maxQuantity
              ? 'quantity too large'
              : null;
    const fault =
      at === undefined
        ? 'InvoiceDate is no time'
        : isNumber(row.Quantity, quantity) && isNumber(row.UnitPrice, price)
          ? null
          : 'Quantity or UnitPrice is no number';
    if (fault !== null) {
      unread.add(fault, `line ${line}: ${example},${row.InvoiceDate}`);
      continue;
    }
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
    const customer = (row.CustomerID ?? '').trim().replace(/\.0$/, '');
    if (customer !== '') customers.add(customer);
    orders.add(invoice);
    const place = `${invoice} ${productId}`;
    const key = `${place} ${price}`;
    const known = purchases.get(key);
    if (known !== undefined) {
      known.first.metadata.quantity += quantity;
      continue;
    }
    const variant = (variants.get(place) ?? 0) + 1;
    variants.set(place, variant);
    const lineId = variant === 1 ? undefined : `${place} ${variant}`;
    const first: RetailEvent = {
      eventType: 'purchase',
      userId: customer === '' ? `guest-${invoice}` : customer,
      productId,
      timestamp: new Date(at ?? 0).toISOString(),
      ...(lineId === undefined ? {} : { eventId: lineId }),
      metadata: { orderId: invoice, ...(lineId === undefined ? {} : { lineId }), price, quantity, currency },
    };
    purchases.set(key, { first, line });
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
    lines: [...purchases.values()].map(({ line }) => line),
    orders: orders.size,
    customers: customers.size,
    rows,
    kept,
    leftOut: refusals.list(),
    refused: unread.list(),
    dateOrder,
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

/** Each row with its line, or why the line is none. */
async function* rowsOf(
  file: string,
  encoding: TextEncoding,
): AsyncGenerator<{ line: number; row: Partial<Row> | string }> {
  for await (const rows of readTable(openInput(file), { encoding, checkColumns: checkHeader }))
    for (const row of rows) yield { line: row.line, row: 'problem' in row ? rowProblems[row.problem] : row.cells };
}

async function dateOrderOf(file: string, encoding: TextEncoding): Promise<DateOrder | undefined> {
  const orders = createDateOrders();
  for await (const { row } of rowsOf(file, encoding))
    if (typeof row !== 'string') orders.note((row.InvoiceDate ?? '').trim());
  return orders.order();
}

const isNumber = (text: string | undefined, value: number): boolean =>
  (text ?? '').trim() !== '' && Number.isFinite(value);

function checkHeader(header: readonly string[]): void {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      `the header lacks ${missing.join(', ')}: this is not a file of UCI Online Retail, which has the columns ${columns.join(', ')}`,
    );
}

function mostFrequent(counts: ReadonlyMap<string, number> | undefined): string | undefined {
  return [...(counts ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}
