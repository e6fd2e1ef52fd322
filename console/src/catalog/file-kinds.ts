import type { CatalogFileFormat } from '#schemas/http/catalog-import.ts';

/** What a file of products may be: `own` is read here and sent by turns, the others go to the API as they are. */
export type FileKind = 'own' | CatalogFileFormat;

export const fileKinds: readonly { id: FileKind; label: string }[] = [
  { id: 'own', label: 'CSV by our names, or JSON lines' },
  { id: 'google-feed', label: 'Google product feed: a table or XML' },
  { id: 'shopify-products', label: 'Products exported from Shopify' },
  { id: 'woocommerce', label: 'Products exported from WooCommerce' },
];

/** Columns by which each export is known, in plain letters; a file has all of one list. */
const columnsOf: readonly (readonly [FileKind, readonly string[]])[] = [
  ['shopify-products', ['handle', 'title', 'variant price']],
  ['woocommerce', ['id', 'type', 'name', 'regular price']],
  ['google-feed', ['id', 'title', 'price']],
];

/** Says what a file probably is, by its first bytes: XML is a feed, and a table is known by its heading. */
export function kindOf(beginning: string): FileKind {
  const text = beginning.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('<')) return 'google-feed';
  const [heading = ''] = text.split(/\r?\n/, 1);
  const columns = new Set(heading.split(/[,;\t|]/).map((column) => nameOf(column)));
  return columnsOf.find(([, needed]) => needed.every((column) => columns.has(column)))?.[0] ?? 'own';
}

const nameOf = (column: string): string =>
  column
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase()
    .replace(/^g:/, '')
    .replaceAll('_', ' ');
