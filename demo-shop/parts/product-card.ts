import { type Html, html } from '../html.ts';
import { priceText } from '../price-text.ts';
import type { Product } from '../shop-api.ts';

export const productPath = (productId: string): string => `/demo/product/${encodeURIComponent(productId)}`;

/** The picture of a product; `alt` is left out where its name stands beside it. */
export const picture = ({ imageUrl }: Pick<Product, 'imageUrl'>, alt = '', isFirst = false): Html =>
  html`<span class="picture">${
    imageUrl !== null &&
    html`<img src="${imageUrl}" alt="${alt}" width="400" height="400"${!isFirst && html` loading="lazy"`}>`
  }</span>`;

/** Products side by side. A click on one is told by `browser/tell-tag.js`. */
export const productGrid = (products: readonly Product[]): Html =>
  html`<ul class="products" role="list">${products.map(
    (
      product,
      n,
    ) => html`<li><a class="product-card" href="${productPath(product.productId)}" data-listed="${product.productId}">
${picture(product, '', n < 8)}<span class="name">${product.name}</span><span class="price">${priceText(product.price, product.currency)}</span></a></li>`,
  )}</ul>`;
