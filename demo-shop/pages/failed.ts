import { html } from '../html.ts';
import type { Page } from '../parts/document.ts';

/** What stands where the API did not answer the shop's server. */
export const failed = (): Page => ({
  title: 'Back in a moment',
  status: 503,
  main: html`<div class="notice"><h1>Back in a moment</h1><p>The shop cannot reach its catalog just now. Nothing in your cart is lost: load the page again in a moment.</p></div>`,
});
