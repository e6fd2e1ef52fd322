import { priceE4Of } from '../../price.ts';
import { cellOf, type FileFormat, type FileProblem, type FileProduct, type FileRow, saying } from './file-format.ts';
import { plainText } from './plain-text.ts';
import { uncategorised } from './uncategorised.ts';

/** Products with variations that are held until the file ends; of more of them, the rest is refused. */
const maxHeld = 100_000;
const maxAttributes = 20;

/** What the variations of a product come to. */
type Variations = { line: number; prices: string[]; isInStock: boolean };

/**
 * WooCommerce's product export. Variations are no products of their own: a product with variations has the lowest of their prices, and is available while one of them is. They may
 * stand anywhere behind or before it, so such a product comes at the end of the file.
 */
export const woocommerce: FileFormat = {
  columnName: (heading) => heading.trim().toLowerCase(),
  required: ['id', 'name', 'type', 'regular price'],
  idColumn: 'id',
  createReader: ({ idColumn, nowMs }) => {
    const held: FileRow[] = [];
    const variations = new Map<string, Variations>();
    return {
      push(row) {
        const types = cellOf(row, 'type').toLowerCase();
        if (types.includes('variation')) return addVariation(variations, row, nowMs);
        if (!types.includes('variable')) return [productOf(row, idColumn, priceOf(row, nowMs), isBuyable(row))];
        if (held.length >= maxHeld)
          return [{ line: row.line, problem: `Split the file: of products with variations it may have ${maxHeld}.` }];
        held.push(row);
        return [];
      },
      end() {
        const products = held.map((row) => {
          const names = [`id:${cellOf(row, 'id')}`, cellOf(row, 'sku')];
          const own = names.flatMap((name) => variations.get(name) ?? []);
          for (const name of names) variations.delete(name);
          const price = own.length === 0 ? priceOf(row, nowMs) : lowest(own.flatMap(({ prices }) => prices));
          const isInStock = own.length === 0 || own.some((one) => one.isInStock);
          return productOf(row, idColumn, price, isBuyable(row) && isInStock);
        });
        const orphans = [...variations].map(
          ([parent, { line }]): FileProblem => ({
            line,
            problem: `The file lacks ${parent}, of which this is a variation.`,
          }),
        );
        return [...products, ...orphans];
      },
    };
  },
};

function addVariation(variations: Map<string, Variations>, row: FileRow, nowMs: number): FileProblem[] {
  const parent = cellOf(row, 'parent');
  if (parent === '') return [{ line: row.line, problem: 'Say in `Parent` of which product this is a variation.' }];
  const known = variations.get(parent) ?? { line: row.line, prices: [], isInStock: false };
  const price = priceOf(row, nowMs);
  // One price is kept: a product may have hundreds of variations.
  if (price !== '') known.prices = [lowest([...known.prices, price])];
  known.isInStock ||= isBuyable(row);
  variations.set(parent, known);
  return [];
}

function productOf(row: FileRow, idColumn: string, price: string, available: boolean): FileProduct {
  const cell = (column: string) => cellOf(row, column);
  const attributes = Array.from({ length: maxAttributes }, (_, index) => {
    const values = listed(cell(`attribute ${index + 1} value(s)`));
    return [cell(`attribute ${index + 1} name`), values.length > 1 ? values : values[0]] as const;
  });
  return {
    line: row.line,
    product: {
      ...saying({
        productId: cell(idColumn),
        name: plainText(cell('name')),
        category: listed(cell('categories'))[0] ?? uncategorised,
        price,
        imageUrl: listed(cell('images'))[0],
        url: cell('external url'),
        description: plainText(cell('description') || cell('short description')),
      }),
      available,
      attributes: {
        ...saying({ sku: cell('sku'), tags: listed(cell('tags')).length > 0 ? listed(cell('tags')) : undefined }),
        ...saying(Object.fromEntries(attributes.filter(([name]) => name !== ''))),
      },
    },
  };
}

/** The sale price while the sale is on. Its days have no zone, and are read as UTC. */
function priceOf(row: FileRow, nowMs: number): string {
  const [from, to] = ['date sale price starts', 'date sale price ends'].map((column) =>
    Date.parse(`${cellOf(row, column).slice(0, 10)}T00:00:00Z`),
  );
  const sale = cellOf(row, 'sale price');
  const isOn = !(from !== undefined && nowMs < from) && !(to !== undefined && nowMs >= to + dayMs);
  return sale !== '' && isOn ? sale : cellOf(row, 'regular price');
}
const dayMs = 86_400_000;

/** `Published` is 1, 0 for private and -1 for drafts; `In stock?` is 1, 0 or `backorder`. */
const isBuyable = (row: FileRow): boolean =>
  !/^(0|-1)$/.test(cellOf(row, 'published')) && cellOf(row, 'in stock?') !== '0';

/** A text that is no decimal stays, so that it is refused. */
function lowest(prices: readonly string[]): string {
  return (
    prices.toSorted((a, b) => {
      const [x, y] = [priceE4Of(a) ?? -1n, priceE4Of(b) ?? -1n];
      return x < y ? -1 : Number(x > y);
    })[0] ?? ''
  );
}

/** `a, b\, c` is `a` and `b, c`. */
const listed = (cell: string): string[] =>
  cell
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '');
