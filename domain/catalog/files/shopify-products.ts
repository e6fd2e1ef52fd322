import { cellOf, type FileFormat, type FileProduct, type FileRow, saying } from './file-format.ts';
import { plainText } from './plain-text.ts';
import { uncategorised } from './uncategorised.ts';

/** The columns of exports since 2025, and what they were called before. */
const formerNames: Readonly<Record<string, string>> = {
  handle: 'url handle',
  'body (html)': 'description',
  published: 'published on online store',
  'variant sku': 'sku',
  'variant price': 'price',
  'variant inventory tracker': 'inventory tracker',
  'variant inventory qty': 'inventory quantity',
  'variant inventory policy': 'continue selling when out of stock',
  'image src': 'product image url',
};
const handle = 'url handle';

/**
 * Shopify's product export. A product has a row for each variant and picture, one after the other, of which only the first has the texts. With another column
 * for the ids, such as `Variant SKU`, each variant is a product.
 */
export const shopifyProducts: FileFormat = {
  columnName: (heading) => {
    const name = heading.trim().toLowerCase();
    return formerNames[name] ?? name;
  },
  required: [handle, 'title', 'price'],
  idColumn: handle,
  createReader: ({ idColumn }) => {
    let rows: FileRow[] = [];
    const products = (): FileProduct[] => {
      const [first] = rows;
      if (first === undefined) return [];
      const variants = rows.filter((row) => cellOf(row, 'price') !== '');
      if (idColumn === handle) return [productOf(first, variants, cellOf(first, handle))];
      return (variants.length > 0 ? variants : rows).map((row) => variantOf(first, row, cellOf(row, idColumn)));
    };
    return {
      push(row) {
        const isNext = rows[0] !== undefined && cellOf(row, handle) !== cellOf(rows[0], handle);
        const whole = isNext ? products() : [];
        if (isNext) rows = [];
        if (rows.length < maxRows) rows.push(row);
        return whole;
      },
      end: products,
    };
  },
};

/** More than Shopify has of one product: 2,048 variants and 250 pictures. */
const maxRows = 5_000;

function productOf(first: FileRow, variants: readonly FileRow[], productId: string): FileProduct {
  const cell = (column: string) => cellOf(first, column);
  const isShown = /^(active)?$/i.test(cell('status')) && !/^false$/i.test(cell('published on online store'));
  const options = [1, 2, 3].flatMap((n) => {
    const name = cell(`option${n} name`);
    const values = [...new Set(variants.map((row) => cellOf(row, `option${n} value`)).filter((value) => value !== ''))];
    return name === '' || name === 'Title' || values.length === 0 ? [] : [[name, values]];
  });
  return {
    line: first.line,
    product: {
      ...saying({
        productId,
        name: plainText(cell('title')),
        category: cell('type') || cell('product category') || uncategorised,
        price: variants[0] === undefined ? '' : cellOf(variants[0], 'price'),
        imageUrl: cell('product image url'),
        url: cell(handle) === '' ? '' : `/products/${encodeURIComponent(cell(handle))}`,
        description: plainText(cell('description')),
      }),
      available: isShown && (variants.length === 0 || variants.some(isInStock)),
      attributes: {
        ...saying({ vendor: cell('vendor'), sku: variants[0] === undefined ? '' : cellOf(variants[0], 'sku') }),
        ...(cell('tags') === ''
          ? {}
          : {
              tags: cell('tags')
                .split(',')
                .map((tag) => tag.trim()),
            }),
        ...Object.fromEntries(options),
      },
    },
  };
}

function variantOf(first: FileRow, row: FileRow, productId: string): FileProduct {
  const { product } = productOf(first, [row], productId);
  const values = [1, 2, 3]
    .map((n) => cellOf(row, `option${n} value`))
    .filter((value) => !['', 'Default Title'].includes(value));
  const name = [product.name, values.join(' / ')].filter((part) => part !== undefined && part !== '').join(' – ');
  return {
    line: row.line,
    product: { ...product, ...saying({ name, imageUrl: cellOf(row, 'variant image') || product.imageUrl }) },
  };
}

function isInStock(row: FileRow): boolean {
  const quantity = cellOf(row, 'inventory quantity');
  const isSoldOn = /^(continue|true)$/i.test(cellOf(row, 'continue selling when out of stock'));
  return quantity === '' || isSoldOn || Number(quantity) > 0 || isUntracked(row);
}

/** A variant without a tracker can always be bought, whatever its quantity says. */
const isUntracked = (row: FileRow): boolean =>
  'inventory tracker' in row.cells && cellOf(row, 'inventory tracker') === '';
