import { createHash } from 'node:crypto';
import { parseEventTime } from '#domain/events/event-time.ts';
import { priceE4Of } from '#domain/price.ts';
import { maxQuantity } from '#schemas/events/purchase/contract.ts';
import type { ListedLine } from './spread-discount.ts';

/** A row of Shopify's order export by its columns. */
export type OrderRow = Readonly<Record<string, string>>;
/** Which columns have the ids that pages and catalog of the shop use. */
export type OrderColumns = { product: string; user: string | null };

/** The columns that an export must have besides those of the ids. */
export const orderColumns = ['Name', 'Created at', 'Lineitem quantity', 'Lineitem name', 'Lineitem price'] as const;

export const cellOf = (row: OrderRow, column: string): string => (row[column] ?? '').trim();

/** The line of an order that a row is, or why it is none. */
export function orderLineOfRow(
  row: OrderRow,
  { product }: OrderColumns,
): (ListedLine & { productId: string; name: string }) | string {
  const productId = cellOf(row, product);
  if (productId === '') return `no \`${product}\``;
  const quantity = Number(cellOf(row, 'Lineitem quantity'));
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity)
    return '`Lineitem quantity` is no whole number above 0';
  const priceE4 = priceE4Of(cellOf(row, 'Lineitem price'));
  const discountE4 = priceE4Of(cellOf(row, 'Lineitem discount') || '0');
  if (priceE4 === undefined || discountE4 === undefined)
    return '`Lineitem price` or `Lineitem discount` is no plain decimal';
  return { productId, name: cellOf(row, 'Lineitem name'), quantity, priceE4, discountE4 };
}

/** When the order of its first row was placed, as ISO 8601; undefined if that cannot be read. Shopify writes `2026-03-01 12:00:00 +0100`. */
export function orderTimeOf(row: OrderRow): string | undefined {
  const text = cellOf(row, 'Created at').replace(' ', 'T').replace(' ', '');
  const ms = parseEventTime(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/**
 * Who placed the order of its first row: what the named column says, else `Customer ID`, which some exports have, else the SHA-256 of the e-mail in lower case as hex, which pages can make too, so that no
 * address is sent. Who left none of them is a guest of this order alone.
 */
export function orderUserOf(row: OrderRow, orderId: string, { user }: OrderColumns): string {
  const named = cellOf(row, user ?? 'Customer ID');
  if (named !== '') return named;
  const email = cellOf(row, 'Email').toLowerCase();
  return user !== null || email === '' ? `guest-${orderId}` : createHash('sha256').update(email).digest('hex');
}

/** Why an order is left out on purpose, by its first row: its money came back or never came; null if it counts. */
export function whyLeftOut(row: OrderRow): string | null {
  if (cellOf(row, 'Cancelled at') !== '') return 'cancelled order';
  const status = cellOf(row, 'Financial Status').toLowerCase();
  return status === 'voided' || status === 'refunded' ? `${status} order` : null;
}
