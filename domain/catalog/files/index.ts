import type { CatalogFileFormat } from '#schemas/http/catalog-import.ts';
import type { FileFormat } from './file-format.ts';
import { googleFeed } from './google-feed.ts';
import { shopifyProducts } from './shopify-products.ts';
import { woocommerce } from './woocommerce.ts';

/** What is understood of each format. */
export const fileFormats: Readonly<Record<CatalogFileFormat, FileFormat>> = {
  'google-feed': googleFeed,
  'shopify-products': shopifyProducts,
  woocommerce,
};
