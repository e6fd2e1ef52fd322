import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';
import { moonIcon, personIcon, sunIcon } from './icons.ts';

/** Who a visitor may be: shoppers of the demo's history, and what they come for. */
const known = [
  { id: 'shopper-7', line: 'A regular, cooks a lot' },
  { id: 'shopper-4', line: 'A regular, has a garden' },
] as const;

/** A form that sets one preference and comes back to this page; with scripts it does so in place. */
export const preference = (visit: Visit, name: 'theme' | 'shopper' | 'behind', content: Html): Html =>
  html`<form method="post" action="/demo/preferences" data-preference="${name}"><input type="hidden" name="back" value="${visit.address}">${content}</form>`;

/** Both buttons are there; the style sheet shows the one that leads to the other theme. */
export const themeSwitch = (visit: Visit): Html =>
  preference(
    visit,
    'theme',
    html`<button class="round to-dark" name="theme" value="dark" aria-label="Dark colours">${moonIcon}</button><button class="round to-light" name="theme" value="light" aria-label="Light colours">${sunIcon}</button>`,
  );

export const shopperSwitch = (visit: Visit): Html =>
  html`<details class="shopper"><summary>${personIcon}<span class="visually-hidden">You shop as </span><span class="who" data-shopper>${visit.shopperId}</span></summary>
<div class="menu"><p>Shop as somebody else, and see the answers change.</p>${preference(
    visit,
    'shopper',
    html`${known.map(({ id, line }) => html`<button name="shopper" value="${id}"><b>${id}</b> ${line}</button>`)}<button name="shopper" value="new"><b>Somebody new</b> Nothing is known of them</button>`,
  )}</div></details>`;
