import { parseEventTime } from '../../events/event-time.ts';
import { cellOf, type FileFormat, type FileRow, saying } from './file-format.ts';
import { plainText } from './plain-text.ts';
import { priceOfCell } from './price-of-cell.ts';
import { uncategorised } from './uncategorised.ts';

const attributes = [
  ...['brand', 'gtin', 'mpn', 'condition', 'color', 'size', 'material', 'pattern', 'gender', 'age_group'],
  ...['item_group_id', 'custom_label_0', 'custom_label_1', 'custom_label_2', 'custom_label_3', 'custom_label_4'],
] as const;

const buyable = new Set(['', 'in stock', 'preorder', 'backorder', 'available for order', 'limited availability']);
const notBuyable = new Set(['out of stock', 'discontinued']);

/** The product feed of Google Merchant Center, which Meta, Bing and others read too: a product a row, or an `item` of RSS, or an `entry` of Atom. */
export const googleFeed: FileFormat = {
  columnName: (heading) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/^g:/, '')
      .replaceAll(/[ _-]+/g, '_'),
  required: ['id', 'title', 'price'],
  idColumn: 'id',
  createReader: ({ idColumn, nowMs }) => ({
    push: (row) => [{ line: row.line, product: productOf(row, idColumn, nowMs) }],
    end: () => [],
  }),
};

function productOf(row: FileRow, idColumn: string, nowMs: number): Record<string, unknown> {
  const cell = (column: string) => cellOf(row, column);
  const sale = cell('sale_price');
  const price = sale !== '' && isNow(cell('sale_price_effective_date'), nowMs) ? sale : cell('price');
  return {
    ...saying({
      productId: cell(idColumn),
      name: plainText(cell('title')),
      category: cell('product_type') || cell('google_product_category') || uncategorised,
      imageUrl: cell('image_link'),
      url: cell('link'),
      description: plainText(cell('description')),
      ...priceOfCell(price),
    }),
    available: availableOf(cell('availability')),
    attributes: saying(Object.fromEntries(attributes.map((name) => [name, cell(name)]))),
  };
}

/** Words that are neither stay as they are, so that they are refused. */
function availableOf(availability: string): boolean | string {
  const words = availability.toLowerCase().replaceAll('_', ' ');
  return buyable.has(words) || (!notBuyable.has(words) && availability);
}

/** Whether `from/to` is now; an empty one is always. */
function isNow(range: string, nowMs: number): boolean {
  if (range === '') return true;
  const [from, to] = range.split('/').map((text) => parseEventTime(text.trim()));
  return from !== undefined && to !== undefined && from <= nowMs && nowMs < to;
}
