import type { WrittenItem } from '#domain/catalog-item.ts';
import { decimalOfPriceE4, priceE4Of } from '#domain/price.ts';

type Kept = Omit<WrittenItem, 'productId' | 'priceE4'> & { price: string };

/** A product as JSON, the same text for the same product; its id stands beside it. */
export const textOfItem = ({ productId: _productId, priceE4, ...item }: WrittenItem): string =>
  JSON.stringify({
    name: item.name,
    category: item.category,
    price: decimalOfPriceE4(priceE4),
    currency: item.currency,
    imageUrl: item.imageUrl,
    url: item.url,
    description: item.description,
    attributes: item.attributes,
    available: item.available,
  } satisfies Kept);

/** The product that `textOfItem` has written. Throws `RangeError` if its price is none. */
export function itemOfText(productId: string, text: string): WrittenItem {
  const { price, ...item } = JSON.parse(text) as Kept;
  const priceE4 = priceE4Of(price);
  if (priceE4 === undefined) throw new RangeError(`product ${productId} has a price that is none: ${price}`);
  return { productId, priceE4, ...item };
}
