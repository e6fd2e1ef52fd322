import { maxQuantity } from '../cart.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../parts/document.ts';
import { type FoundLine, findLines, linePrices, totalOf } from '../parts/ordered-lines.ts';
import { placement } from '../parts/placement.ts';
import { picture, productPath } from '../parts/product-card.ts';
import { priceText } from '../price-text.ts';
import type { Visit } from '../visit.ts';

/** What the shopper has chosen so far, and what others bought with it. */
export async function cart(visit: Visit): Promise<Page> {
  const lines = await findLines(visit.api, visit.cart);
  const title = 'Your cart';
  if (lines.length === 0)
    return {
      title,
      main: html`<div class="page-head"><h1>Your cart is empty</h1><p>Find something for it: <a href="/demo/category/kitchen">the kitchen</a> is a good place to begin.</p></div>
${placement('home-trending')}`,
    };
  return {
    title,
    main: html`<div class="page-head"><h1>${title}</h1></div>
<div class="with-summary"><section aria-label="In the cart"><ul class="lines" role="list">${lines.map(line)}</ul></section>
<section class="summary" aria-labelledby="summary"><h2 id="summary">Summary</h2><p class="total"><span>Total, with delivery</span> <b>${priceText(totalOf(linePrices(lines)), lines[0]?.product.currency)}</b></p><a class="button wide" href="/demo/checkout">To checkout</a></section></div>
${placement('cart-bought-together', { cart: lines.map(({ product }) => product.productId) })}`,
  };
}

function line({ product, quantity }: FoundLine): Html {
  const { productId, name, price, currency } = product;
  const id = html`<input type="hidden" name="productId" value="${productId}">`;
  return html`<li><a href="${productPath(productId)}" tabindex="-1" aria-hidden="true">${picture(product)}</a>
<div class="about"><a class="name" href="${productPath(productId)}">${name}</a><span class="price">${priceText(price, currency)}</span>
<div class="changes"><form method="post" action="/demo/cart/set">${id}<label><span class="visually-hidden">Quantity of ${name}</span><select name="quantity" data-submits>${Array.from({ length: maxQuantity }, (_, n) => html`<option${n + 1 === quantity && html` selected`}>${n + 1}</option>`)}</select></label><button class="quiet" data-needless>Change</button></form>
<form method="post" action="/demo/cart/set" data-tell="remove_from_cart">${id}<input type="hidden" name="quantity" value="0"><button class="quiet">Remove<span class="visually-hidden"> ${name}</span></button></form></div></div></li>`;
}
