import type { Product } from './shop-api.ts';

/** The currency of a tenant that has set none. */
const ofTenant = 'USD';

/** A price as the shopper reads it. */
export const priceText = (price: number, currency: Product['currency'] = null): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: currency ?? ofTenant }).format(price);
