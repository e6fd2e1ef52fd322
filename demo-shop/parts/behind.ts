import { type Html, html } from '../html.ts';
import type { PlacedOrder } from '../order-cookie.ts';
import type { Visit } from '../visit.ts';
import { closeIcon, pulseIcon } from './icons.ts';
import { preference } from './switches.ts';

/** What the shop's own server has told for this page: browsers are not believed about purchases. */
const byServer = ({ lines, orderId, userId, told }: PlacedOrder): Html =>
  html`<li class="entry by-server"><details><summary class="line"><span class="what">The shop’s server told ${lines.length} ${lines.length === 1 ? 'purchase' : 'purchases'}</span><span class="figures"><span class="status">${told.status}</span> ${told.ms} ms</span></summary>
<p>POST /api/v1/events/batch, with the write key, which never leaves the server. ${told.accepted} accepted, ${told.duplicates} known already.</p>
<ul role="list">${lines.map(({ productId, quantity, price }) => html`<li><code>purchase</code> ${productId}, ${quantity} × ${price} <span class="muted">${userId}, ${orderId}</span></li>`)}</ul></details></li>`;

/** The drawer that shows what the tag sends and what comes back, filled by `browser/drawer.js`, and the button that opens it. */
export function behind(visit: Visit, order: PlacedOrder | null): Html {
  const isOpen = visit.isBehindOpen;
  return html`<div class="behind-opener"${isOpen && html` hidden`}>${preference(
    visit,
    'behind',
    html`<button name="behind" value="open" aria-expanded="${String(isOpen)}" aria-controls="behind">${pulseIcon} <span class="label">Behind the page</span> <span class="count" data-behind-count></span></button>`,
  )}</div>
<aside class="behind" id="behind" aria-labelledby="behind-title"${!isOpen && html` hidden`}>
<header><h2 id="behind-title">Behind the page</h2>${preference(
    visit,
    'behind',
    html`<button class="round" name="behind" value="closed" aria-label="Close what is behind the page">${closeIcon}</button>`,
  )}<p>What the tag in this page sends, and what comes back. You are <b data-shopper>${visit.shopperId}</b>.</p>
<noscript><p>Scripts are off here: the tag sends nothing, and only what the shop’s own server does is shown.</p></noscript></header>
<div class="entries" role="log" aria-label="Events and answers" tabindex="0"><ol id="behind-entries" role="list">${order !== null && byServer(order)}</ol></div>
<footer><button type="button" data-forget hidden>Forget these lines</button></footer>
</aside>`;
}
