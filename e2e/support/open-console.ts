import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '#testing/browser.ts';
import { findFreePort, type Product, type ProductOptions, startProduct, waitFor } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';

/** The first start builds the console where the run of all tests has not. */
const builtWithinMs = 300_000;

export type OpenedPage = {
  page: Page;
  /** What the browser's console printed, and requests to other hosts, since the page was opened. A test that expects nothing compares it with []. */
  complaints: string[];
};

export type OpenConsole = {
  product: Product;
  /** Where the console answers. */
  url: string;
  browser: Browser;
  /** A shop of an admin, with its keys. */
  shop: Shop;
  /** Opens a path in a browser that knows nobody. */
  visit(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** Opens a path as the admin of the shop. */
  visitAsAdmin(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  close(): Promise<void>;
};

/** Starts a product with its console, a shop and a browser. */
export async function openConsole(options: Pick<ProductOptions, 'args'> = {}): Promise<OpenConsole> {
  const consolePort = await findFreePort();
  const url = `http://127.0.0.1:${consolePort}`;
  const product = await startProduct({ ...options, consolePort });
  const browser = await openBrowser();
  const close = async () => {
    await browser.close();
    await product.remove();
  };
  const open = async () => {
    await waitFor(
      async () => (await fetch(`${url}/health`).catch(() => null))?.status === 200,
      () => `the console\n${product.output()}`,
      builtWithinMs,
    );
    return createShop(product.url);
  };
  const shop = await open().catch(async (error: unknown) => {
    // The caller never gets this console and could not close it, and it would keep the whole run waiting.
    await close();
    throw error;
  });

  async function visit(path: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== url) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(url + path);
    return { page, complaints };
  }

  return {
    product,
    url,
    browser,
    shop,
    visit,
    async visitAsAdmin(path, options) {
      const opened = await visit(`/login?next=${encodeURIComponent(path)}`, options);
      await logIn(opened.page, shop).catch(async (error: unknown) => {
        const shown = await opened.page.evaluate<string>('document.body.innerText');
        throw new Error(`no login at ${opened.page.url()}, which shows: ${shown}\n${opened.complaints}`, {
          cause: error,
        });
      });
      await opened.page.waitForURL(url + path);
      return opened;
    },
    close,
  };
}

/** Fills in the login that the page shows. */
export async function logIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}
