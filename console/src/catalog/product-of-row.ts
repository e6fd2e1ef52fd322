/** Fields of a product as the API calls them, and what other programs call them: Google's product feed, and common exports of shops. */
const fieldOf: Readonly<Record<string, string>> = {
  productid: 'productId',
  id: 'productId',
  sku: 'productId',
  name: 'name',
  title: 'name',
  category: 'category',
  producttype: 'category',
  price: 'price',
  currency: 'currency',
  imageurl: 'imageUrl',
  imagelink: 'imageUrl',
  image: 'imageUrl',
  url: 'url',
  link: 'url',
  description: 'description',
  available: 'available',
  availability: 'available',
  attributes: 'attributes',
};
const truths = ['true', '1', 'yes', 'in stock', 'in_stock', 'instock'];
const untruths = ['false', '0', 'no', 'out of stock', 'out_of_stock', 'outofstock'];
/** `12.95 EUR`, as feeds write a price. */
const priceWithCurrency = /^(\d[\d.]*) ([A-Z]{3})$/;
const plainNumber = /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/;

/** What a column is taken for: a field of products, or an attribute. `attributes.colour` and `colour` are both the attribute `colour`. */
export function columnMeaning(column: string): { field: string } | { attribute: string } {
  const field = fieldOf[column.trim().toLowerCase().replaceAll(/[ _-]/g, '')];
  if (field !== undefined) return { field };
  return { attribute: column.trim().replace(/^attributes\./, '') };
}

/**
 * Makes a product, as the API takes it, of a row of a table. Empty cells are left out. Attributes that look like numbers, `true` or `false` become these. What is no product is not found
 * here: the API says so.
 */
export function productOfRow(row: Readonly<Record<string, string>>): Record<string, unknown> {
  const product: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    const text = cell.trim();
    if (text === '') continue;
    const meaning = columnMeaning(column);
    if ('attribute' in meaning) attributes[meaning.attribute] = attributeOf(text);
    else if (meaning.field === 'attributes') Object.assign(attributes, objectOf(text));
    else if (meaning.field === 'available') product.available = availabilityOf(text);
    else if (meaning.field === 'price') Object.assign(product, priceOf(text));
    else product[meaning.field] = text;
  }
  return Object.keys(attributes).length === 0 ? product : { ...product, attributes };
}

function attributeOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return plainNumber.test(text) ? Number(text) : text;
}

function availabilityOf(text: string): boolean | string {
  const word = text.toLowerCase();
  return truths.includes(word) ? true : untruths.includes(word) ? false : text;
}

function priceOf(text: string): { price: string; currency?: string } {
  const [, price, currency] = priceWithCurrency.exec(text) ?? [];
  return price === undefined || currency === undefined ? { price: text } : { price, currency };
}

/** An object of a cell of JSON; anything else stays as it is under the name `attributes`, so that nothing is lost. */
function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // It is no JSON: a text like any other.
  }
  return { attributes: text };
}
