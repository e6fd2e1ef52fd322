import { createHandler, StartServer } from '@solidjs/start/server';
import { themeOf } from '#console/theme/theme-cookie.ts';

/** The document around every page. The theme is known here, so that no page is painted in the other one first. */
export default createHandler(
  ({ request }) => (
    <StartServer
      document={({ assets, children, scripts }) => (
        <html lang="en" data-theme={themeOf(request.headers.get('cookie') ?? '')}>
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
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
