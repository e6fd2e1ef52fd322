import { freeMetadata, wireEvent } from '../wire-event.ts';

/** A shopper clicked a product in a listing. */
export const ProductClicked = wireEvent('product_clicked', 'A shopper clicked a product in a listing.', freeMetadata);
