import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop's own web server, of another origin than the product: pages by path, under a content security policy. */
export type ShopPages = {
  readonly url: string;
  /** Puts a page there, or another in its place. */
  put(path: string, body: string, policy?: string): void;
  close(): Promise<void>;
};

/** All that docs/sdk.md asks of a policy, and nothing else: the widgets need no `style-src`. */
export const strictPolicy = (productUrl: string): string =>
  `default-src 'none'; script-src ${productUrl}; connect-src ${productUrl}; img-src data:`;

/** The document of a page: what stands in its head, and in its body. */
export const documentOf = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

export async function openShopPages(): Promise<ShopPages> {
  const pages = new Map<string, { body: string; policy: string | undefined }>();
  const server = createServer((request, response) => {
    const page = pages.get((request.url ?? '').split('?')[0] ?? '');
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      ...(page?.policy === undefined ? {} : { 'content-security-policy': page.policy }),
    });
    response.end(page?.body ?? documentOf('nothing here'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (path, body, policy) => void pages.set(path, { body, policy }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
