import textFont from '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2?url';
import { createHandler, StartServer } from '@solidjs/start/server';
import { sayNoScripts } from '#console/outdated/say-no-scripts.ts';
import { keepEarlyPresses } from '#console/server/keep-early-presses.ts';
import { themeOf } from '#console/theme/theme-cookie.ts';

/** The document around every page. The theme is known here, so that no page is painted in the other one first. */
export default createHandler(
  ({ request, locals }) => (
    <StartServer
      document={({ assets, children, scripts }) => (
        <html lang="en" data-theme={themeOf(request.headers.get('cookie') ?? '')}>
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <script nonce={String(locals.nonce)} innerHTML={sayNoScripts} />
            <script nonce={String(locals.nonce)} innerHTML={keepEarlyPresses} />
            <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            {/* Asked for with the page and not only by its style sheet, so that the first texts have it and none moves when it comes. */}
            <link rel="preload" as="font" type="font/woff2" href={textFont} crossorigin="anonymous" />
            {assets}
          </head>
          <body>
            <div id="app">{children}</div>
            {scripts}
          </body>
        </html>
      )}
    />
  ),
  ({ locals }) => ({ mode: 'async', nonce: String(locals.nonce) }),
);
