import { freeMetadata, wireEvent } from '../wire-event.ts';

/** A shopper put a product into the cart. */
export const AddToCart = wireEvent('add_to_cart', 'A shopper put a product into the cart.', freeMetadata);
