import { withSafeUrls } from '#domain/catalog/safe-url.ts';
import type { CatalogItemView } from '#schemas/http/catalog.ts';
import type { CatalogRow } from '#stores/catalog/read-items.ts';

/** A row of the catalog as the API shows it. */
export function itemView({ price, attributes, createdAt, updatedAt, ...rest }: CatalogRow): CatalogItemView {
  return {
    ...withSafeUrls(rest),
    price: Number(price),
    attributes: JSON.parse(attributes) as Record<string, unknown>,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
