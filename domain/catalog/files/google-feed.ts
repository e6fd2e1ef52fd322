import type { ContractError } from '#schemas/contract-errors.ts';
import { parseEventTime } from '../../events/event-time.ts';
import { cellOf, type FileFormat, type FileProduct, type FileRow, saying } from './file-format.ts';
import { plainText } from './plain-text.ts';
import { priceOfCell } from './price-of-cell.ts';
import { uncategorised } from './uncategorised.ts';

const attributes = [
  ...['brand', 'gtin', 'mpn', 'condition', 'color', 'size', 'material', 'pattern', 'gender', 'age_group'],
  ...['item_group_id', 'custom_label_0', 'custom_label_1', 'custom_label_2', 'custom_label_3', 'custom_label_4'],
] as const;

const buyable = new Set([
  ...['', 'in stock', 'preorder', 'pre order', 'backorder', 'back order'],
  ...['available for order', 'limited availability', 'online only'],
]);
const notBuyable = new Set(['out of stock', 'sold out', 'discontinued']);
/** Also as schema.org has it, `https://schema.org/InStock`. */
const schemaOrg = /^https?:\/\/schema\.org\//i;
const unknownAvailability: ContractError = {
  path: '/availability',
  message: 'Write `availability` as in_stock, out_of_stock, preorder or backorder.',
  code: 'availability',
};

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
    push: (row) => [fileProductOf(row, idColumn, nowMs)],
    end: () => [],
  }),
};

function fileProductOf(row: FileRow, idColumn: string, nowMs: number): FileProduct {
  const cell = (column: string) => cellOf(row, column);
  const sale = cell('sale_price');
  const price = sale !== '' && isNow(cell('sale_price_effective_date'), nowMs) ? sale : cell('price');
  const available = availableOf(cell('availability'));
  const product = {
    ...saying({
      productId: cell(idColumn),
      name: plainText(cell('title')),
      category: cell('product_type') || cell('google_product_category') || uncategorised,
      imageUrl: cell('image_link'),
      url: cell('link'),
      description: plainText(cell('description')),
      ...priceOfCell(price),
    }),
    attributes: saying(Object.fromEntries(attributes.map((name) => [name, cell(name)]))),
  };
  const { line } = row;
  return available === undefined
    ? { line, product, faults: [unknownAvailability] }
    : { line, product: { ...product, available } };
}

/** Undefined for words that are neither. */
function availableOf(availability: string): boolean | undefined {
  const words = availability
    .replace(schemaOrg, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replaceAll(/[_-]/g, ' ');
  return buyable.has(words) || (notBuyable.has(words) ? false : undefined);
}

/** Whether `from/to` is now; an empty one is always. */
function isNow(range: string, nowMs: number): boolean {
  if (range === '') return true;
  const [from, to] = range.split('/').map((text) => parseEventTime(text.trim()));
  return from !== undefined && to !== undefined && from <= nowMs && nowMs < to;
}
