import { randomBytes } from 'node:crypto';
import { html } from '../html.ts';
import type { Page } from '../parts/document.ts';
import { findLines, orderedLines } from '../parts/ordered-lines.ts';
import type { Visit } from '../visit.ts';
import { cart } from './cart.ts';

/** What the form asks, with what a demo's shopper would answer. Nothing of it is kept. */
const fields = [
  { name: 'name', label: 'Name', value: 'Ada Example', autocomplete: 'name' },
  { name: 'street', label: 'Street and number', value: '12 Analytical Row', autocomplete: 'street-address' },
  { name: 'city', label: 'City', value: 'London', autocomplete: 'address-level2' },
] as const;

/** The form that orders. `said` are the answers that came, if one was missing; `isRefused` says that the order could not be told. */
export async function checkout(
  visit: Visit,
  { said, isRefused = false }: { said?: Readonly<Record<string, string | undefined>>; isRefused?: boolean } = {},
): Promise<Page> {
  const lines = await findLines(visit.api, visit.cart);
  if (lines.length === 0) return cart(visit);
  const missing = isRefused ? [] : missingIn(said);
  return {
    title: 'Checkout',
    status: isRefused ? 503 : missing.length > 0 ? 422 : 200,
    main: html`<div class="page-head"><h1>Checkout</h1><p>A demo: nobody is charged, and nothing that you type is kept.</p></div>
<div class="with-summary"><form class="checkout" method="post" action="/demo/checkout">
${isRefused && html`<p class="alert" role="alert">The order could not be taken just now. Nothing was ordered: try it again in a moment.</p>`}
${missing.length > 0 && html`<p class="alert" role="alert">Please fill in: ${missing.map(({ label }) => label).join(', ')}.</p>`}
<input type="hidden" name="orderId" value="${said?.orderId ?? `shop-${randomBytes(6).toString('hex')}`}">
${fields.map(({ name, label, value, autocomplete }) => {
  const isMissing = missing.some((one) => one.name === name);
  return html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${said === undefined ? value : said[name]}" autocomplete="${autocomplete}" maxlength="100" required${isMissing && html` aria-invalid="true"`}></p>`;
})}
<fieldset><legend>Payment</legend><label class="choice"><input type="radio" name="payment" value="none" checked> Pay with nothing at all</label></fieldset>
<button class="button wide">Place the order</button></form>
<section class="summary" aria-labelledby="summary"><h2 id="summary">Your order</h2>${orderedLines(lines.map((line) => ({ ...line, price: line.product.price })))}</section></div>`,
  };
}

/** The fields that were sent empty. */
export const missingIn = (said: Readonly<Record<string, string | undefined>> | undefined) =>
  said === undefined ? [] : fields.filter(({ name }) => (said[name] ?? '').trim() === '');
