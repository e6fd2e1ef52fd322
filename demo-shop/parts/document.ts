import { type Html, html } from '../html.ts';
import type { PlacedOrder } from '../order-cookie.ts';
import type { Visit } from '../visit.ts';
import { behind } from './behind.ts';
import { header } from './header.ts';

/** A page as its file makes it; the document around it is the same for all. */
export type Page = {
  title: string;
  main: Html;
  /** 200 if left out. */
  status?: number;
  /** The slug of the menu's entry that it belongs to. */
  current?: string;
  searched?: string;
  /** The product that the page is about: the tag tells that it was viewed. */
  productId?: string;
  /** The order that the shop's server has told. */
  order?: PlacedOrder;
};

/** Fonts that the first picture of a page needs. */
const fonts = ['fraunces', 'figtree'];

/** The whole document of a page. Scripts are in order: what listens to the tag starts before it. */
export function documentOf(page: Page, visit: Visit): Html {
  const { nonce, theme, shopperId, readKey } = visit;
  const { productId } = page;
  return html`<!doctype html>
<html lang="en"${theme !== 'auto' && html` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Fern &amp; Flint</title>
<meta name="description" content="A demo shop, with recommendations by RecomEngine.">
${fonts.map((font) => html`<link rel="preload" as="font" type="font/woff2" href="/demo/assets/${font}.woff2" crossorigin>`)}
<link rel="icon" type="image/svg+xml" href="/demo/assets/icon.svg">
<link rel="stylesheet" href="/demo/assets/shop.css" nonce="${nonce}">
<script type="module" src="/demo/assets/main.js" nonce="${nonce}"></script>
<script src="/v1/recomengine.js" data-api-key="${readKey}" data-user-id="${shopperId}"${productId !== undefined && html` data-product-id="${productId}"`} defer nonce="${nonce}"></script>
</head>
<body${visit.isBehindOpen && html` class="is-behind-open"`}>
<a class="skip" href="#main">To the content</a>
${header(visit, page)}
<main id="main" tabindex="-1">
${page.main}
</main>
<footer class="site-footer"><p><b>Fern &amp; Flint</b> is the demo shop of RecomEngine. Nothing is for sale, nobody is charged, and what you type into its forms is not kept.</p><p><a href="/reference">The API</a></p></footer>
${behind(visit, page.order ?? null)}
</body>
</html>
`;
}
