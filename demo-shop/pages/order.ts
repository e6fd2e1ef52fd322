import { html } from '../html.ts';
import type { PlacedOrder } from '../order-cookie.ts';
import type { Page } from '../parts/document.ts';
import { findLines, orderedLines } from '../parts/ordered-lines.ts';
import { placement } from '../parts/placement.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './not-found.ts';

/** The confirmation of an order that this browser has placed. */
export async function order(
  { api }: Visit,
  { orderId, placed }: { orderId: string; placed: PlacedOrder | null },
): Promise<Page> {
  if (placed?.orderId !== orderId) return notFound();
  const found = await findLines(api, placed.lines);
  const priceOf = (productId: string) => placed.lines.find((line) => line.productId === productId)?.price ?? 0;
  return {
    title: 'Thank you',
    order: placed,
    main: html`<div class="page-head"><p class="eyebrow">Order ${orderId}</p><h1>Thank you, that is all</h1><p>The shop’s server has told the purchase, so what is recommended knows of it already: look behind the page.</p></div>
<section class="summary alone" aria-labelledby="summary"><h2 id="summary">Your order</h2>${orderedLines(found.map((line) => ({ ...line, price: priceOf(line.product.productId) })))}<a class="button wide" href="/demo">Go on shopping</a></section>
${placement('order-buy-again')}`,
  };
}
