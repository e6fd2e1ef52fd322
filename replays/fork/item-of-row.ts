import type { ImportItem } from '#cli/import/send-catalog.ts';
import { numberOfPriceE4 } from '#domain/price.ts';
import type { Row } from '../export/exported-table.ts';

/** Returns a product of the catalog, as an export reads it, as its shop would send it. */
export function itemOfRow({
  productId,
  name,
  category,
  price,
  attributes,
  available,
  ...rest
}: Row): ImportItem & { available: boolean } {
  const given = ['currency', 'imageUrl', 'url', 'description'].flatMap((field) => {
    const value = rest[field];
    return value === null || value === undefined || value === '' ? [] : [[field, String(value)]];
  });
  return {
    productId: String(productId),
    name: String(name),
    category: String(category),
    price: numberOfPriceE4(BigInt(String(price))),
    available: available === true,
    attributes: JSON.parse(String(attributes)),
    ...Object.fromEntries(given),
  };
}
