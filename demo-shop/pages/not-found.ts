import { html } from '../html.ts';
import type { Page } from '../parts/document.ts';
import { placement } from '../parts/placement.ts';

/** What stands where nothing is, with something to go on with. */
export const notFound = (): Page => ({
  title: 'Not here',
  status: 404,
  main: html`<div class="notice"><h1>We do not have that</h1><p>The page has gone, or never was. <a href="/demo">Back to the shop</a></p></div>
${placement('home-trending')}`,
});
