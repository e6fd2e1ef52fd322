import { freeMetadata, wireEvent } from '../wire-event.ts';

/** A shopper saw a product page. */
export const ProductViewed = wireEvent('product_viewed', 'A shopper saw a product page.', freeMetadata);
