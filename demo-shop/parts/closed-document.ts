import type { ClosedShop } from '../demo-shop.ts';
import { type Html, html } from '../html.ts';

/** A page that waits for the shop to open is loaded again after so long. */
export const fillingSeconds = 2;

/** The document that stands where the shop is closed: nothing of it needs a tenant. While the shop is being filled it renews itself, and so becomes the page that was asked for. */
export function closedDocument({ isFilling, why }: ClosedShop, nonce: string): Html {
  const title = isFilling ? 'The demo shop is being filled' : 'There is no demo shop here';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${isFilling && html`<meta http-equiv="refresh" content="${String(fillingSeconds)}">`}
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="/demo/assets/icon.svg">
<link rel="stylesheet" href="/demo/assets/shop.css" nonce="${nonce}">
</head>
<body>
<main id="main"><div class="notice"><h1>${title}</h1><p>${why}</p></div></main>
</body>
</html>
`;
}
