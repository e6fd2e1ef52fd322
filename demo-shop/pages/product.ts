import { maxQuantity } from '../cart.ts';
import { type Html, html } from '../html.ts';
import { departments } from '../navigation.ts';
import type { Page } from '../parts/document.ts';
import { placement } from '../parts/placement.ts';
import { picture, productPath } from '../parts/product-card.ts';
import { priceText } from '../price-text.ts';
import type { Product } from '../shop-api.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './not-found.ts';

/** As many colours as one thing comes in. */
const maxColours = 10;

/** One product: what it is, its other colours, the cart, and what goes with it. */
export async function product({ api }: Visit, { productId }: { productId: string }): Promise<Page> {
  const found = await api.product(productId);
  if (found === null) return notFound();
  const { products: siblings } = await api.products({ category: found.category, limit: maxColours });
  const part = departments.flatMap((one) => one.parts).find(({ category }) => found.category.startsWith(category));
  const top = departments.find(({ category }) => found.category.startsWith(category));
  return {
    title: found.name,
    productId,
    ...(top === undefined ? {} : { current: top.slug }),
    main: html`<nav class="crumbs" aria-label="Where you are"><ol role="list"><li><a href="/demo">Home</a></li>${[
      top,
      part,
    ].map((one) => one !== undefined && html`<li><a href="/demo/category/${one.slug}">${one.name}</a></li>`)}</ol></nav>
<article class="product"><div class="portrait">${picture(found, found.name, true)}</div>
<div class="facts"><h1>${found.name}</h1><p class="price">${priceText(found.price, found.currency)}</p><p>${found.description ?? ''}</p>
${colours(found, siblings)}
${found.available ? buy(found) : html`<p class="empty">Sold out just now.</p>`}
<dl>${['material', 'colour', 'kind'].map((name) => {
      const { [name]: value } = found.attributes as Record<string, unknown>;
      return typeof value === 'string' && html`<div><dt>${name}</dt><dd class="word">${value}</dd></div>`;
    })}<div><dt>number</dt><dd>${found.productId}</dd></div></dl></div></article>
${placement('product-bought-together', { productId })}
${placement('product-page', { productId })}`,
  };
}

/** Links to the same thing in other colours. */
function colours(found: Product, siblings: readonly Product[]): Html | null {
  if (siblings.length < 2) return null;
  return html`<nav aria-label="Colours"><ul class="colours" role="list">${siblings.map(
    (one) =>
      html`<li><a href="${productPath(one.productId)}" title="${one.name}"${one.productId === found.productId && html` aria-current="page"`}>${picture(one, one.name, true)}</a></li>`,
  )}</ul></nav>`;
}

const buy = ({ productId }: Product): Html =>
  html`<form class="buy" method="post" action="/demo/cart/add" data-tell="add_to_cart"><input type="hidden" name="productId" value="${productId}"><label>Quantity <select name="quantity">${Array.from({ length: maxQuantity }, (_, n) => html`<option>${n + 1}</option>`)}</select></label><button class="button">Add to cart</button></form>`;
