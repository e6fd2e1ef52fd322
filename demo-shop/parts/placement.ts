import { type Html, html } from '../html.ts';

/** A place for recommendations, which the tag fills; its height is reserved, so that nothing moves when they come. */
export const placement = (name: string, about: { productId?: string; cart?: readonly string[] } = {}): Html =>
  html`<div class="shelf"><div class="placement" data-recomengine-placement="${name}"${
    about.productId !== undefined && html` data-product-id="${about.productId}"`
  }${about.cart !== undefined && html` data-cart="${about.cart.join(',')}"`}></div></div>`;
