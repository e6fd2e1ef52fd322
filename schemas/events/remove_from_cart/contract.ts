import { freeMetadata, wireEvent } from '../wire-event.ts';

/** A shopper took a product out of the cart. */
export const RemoveFromCart = wireEvent('remove_from_cart', 'A shopper took a product out of the cart.', freeMetadata);
