import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser, openBrowser } from '#testing/browser.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, type Json } from '#testing/shop.ts';
import { openDemoShopper, shownBy } from '../support/demo-shopper.ts';

type Demo = { readKey: string; writeKey: string; isSeeded: boolean; email: string; password: string; tenantId: string };

const seedTimeoutMs = 300_000;
const untilMs = 60_000;
/** As each page has them. */
const pages: Readonly<Record<string, readonly string[]>> = {
  '/demo': ['home-for-you', 'home-trending'],
  '/demo/category/kitchen': ['category-kitchen'],
  '/demo/product/p-1003': ['product-bought-together', 'product-page'],
  '/demo/search?q=moss': [],
  '/demo/search?q=nothing+is+called+that': ['home-trending'],
  '/demo/cart': ['cart-bought-together'],
  '/demo/checkout': [],
  '/demo/nowhere': ['home-trending'],
};

describe('the demo shop', { skip: noBrowser() }, () => {
  let product: Product;
  let browser: Browser;
  let demo: Demo;
  before(async () => {
    [product, browser] = await Promise.all([startProduct({ args: [] }), openBrowser()]);
    const read = () => JSON.parse(readFileSync(join(product.dataDir, 'demo.json'), 'utf8')) as Demo;
    await waitFor(
      async () => read().isSeeded,
      () => `the demo shop is open\n${product.output()}`,
      seedTimeoutMs,
    );
    demo = read();
  });
  after(async () => {
    await browser.close();
    await product.remove();
  });

  const until = (isSo: () => Promise<boolean>, what: () => string) => waitFor(isSo, what, untilMs);
  /** Scrolls there: a placement that is far away asks nothing. */
  const untilShown = async (page: Page, placementId: string) => {
    await page.locator(`[data-recomengine-placement="${placementId}"]`).scrollIntoViewIfNeeded();
    await until(
      async () => (await shownBy(page, placementId)).length > 0,
      () => `products in ${placementId} of ${page.url()}`,
    );
  };
  const adminToken = async (): Promise<string> => {
    const { email, password } = demo;
    const login = await ask(`${product.url}/api/v1/auth/login`, { body: { email, password } });
    return login.body.data.accessToken;
  };
  const inCart = (shopperUrl: string) => ({ name: 'demo_cart', value: 'p-1003*2.p-1064*1', url: `${shopperUrl}/demo` });

  test('a shopper walks from the first page to an order, and each event is stored once', async () => {
    const shopper = await openDemoShopper(browser, product.url);
    const { page } = shopper;
    await shopper.open('/demo');
    const userId = (await page.locator('.who').textContent()) ?? '';
    assert.match(userId, /^visitor-/);
    await untilShown(page, 'home-for-you');
    // A product has to be in view for a second before it counts as seen.
    await until(
      async () => (await shopper.sent()).some(({ eventType }) => eventType === 'recommendation_impressed'),
      () => 'an impression',
    );
    await page.locator('[data-recomengine-placement="home-for-you"] .recomengine-link').first().click();
    await page.waitForURL('**/demo/product/*');
    await untilShown(page, 'product-page');
    await page.locator('.crumbs a').last().click();
    await page.locator('[data-listed]').nth(3).click();
    await page.waitForURL('**/demo/product/*');
    const bought = page.url().split('/').at(-1) ?? '';
    await untilShown(page, 'product-bought-together');
    await page.locator('.buy select').selectOption('2');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.waitForURL('**/demo/cart');
    await untilShown(page, 'cart-bought-together');
    await page.getByRole('link', { name: 'To checkout' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.waitForURL('**/demo/order/*');
    await untilShown(page, 'order-buy-again');
    // The next page sends what the one before could not.
    await shopper.open('/demo/search');

    const token = await adminToken();
    const stored = async (): Promise<Json[]> =>
      (await ask(`${product.url}/api/v1/tenants/${demo.tenantId}/events?userId=${userId}&limit=100`, { token })).body
        .data;
    const line = ({ eventType, productId, timestamp }: Json) =>
      `${eventType} ${productId} ${new Date(timestamp).toISOString()}`;
    const tracked = async () =>
      (await stored())
        .filter(({ eventType }) => eventType !== 'purchase')
        .map(line)
        .sort();
    // This page shows products too, which are seen in a second or more: what was sent grows until then.
    let sent = await shopper.sent();
    let last: unknown[] = [];
    await until(
      async () => {
        sent = await shopper.sent();
        last = await tracked();
        return isDeepStrictEqual(last, [...new Set(sent.map(line))].sort());
      },
      () => `stored ${last.join(', ')}\nas it was sent: ${sent.map(line).join(', ')}`,
    );
    const types = [...new Set(sent.map(({ eventType }) => eventType))].sort();
    assert.deepEqual(types, [
      'add_to_cart',
      'product_clicked',
      'product_viewed',
      'recommendation_clicked',
      'recommendation_impressed',
    ]);
    const purchases = (await stored()).filter(({ eventType }) => eventType === 'purchase');
    assert.deepEqual(
      purchases.map(({ productId, metadata }) => [productId, metadata.quantity]),
      [[bought, 2]],
    );
    assert.deepEqual([shopper.complaints, shopper.foreign], [[], []]);
    await shopper.close();
  });

  test('an order that is sent twice counts once', async () => {
    const orderId = 'shop-0123456789ab';
    const order = () =>
      fetch(`${product.url}/demo/checkout`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ orderId, name: 'a', street: 'b', city: 'c' }),
        headers: { cookie: 'demo_cart=p-1005*1; demo_shopper=twice' },
      });
    const answers = [await order(), await order()];
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get('location')]),
      Array(2).fill([303, `/demo/order/${orderId}`]),
    );
    const told = answers.map(({ headers }) => {
      const [, text = ''] = /demo_order=([^;]*)/.exec(headers.get('set-cookie') ?? '') ?? [];
      const { accepted, duplicates } = JSON.parse(Buffer.from(text, 'base64url').toString()).told;
      return [accepted, duplicates];
    });
    assert.deepEqual(told, [
      [1, 0],
      [0, 1],
    ]);
  });

  test('the drawer shows what was sent and answered, with the reason and the evidence that explain gives', async () => {
    const shopper = await openDemoShopper(browser, product.url, {}, 'shopper-7');
    const { page } = shopper;
    await shopper.open('/demo/product/p-1003');
    await page.getByRole('button', { name: /Behind the page/ }).click();
    const drawer = page.locator('#behind');
    await drawer.getByText('product_viewed').waitFor();
    const answer = drawer.locator('.answer').filter({ hasText: 'product-bought-together' });
    await answer.waitFor();
    await untilShown(page, 'product-bought-together');
    await answer.locator('summary').first().click();
    await answer.locator('.whole').first().waitFor();
    const shown = await answer.locator('.items > li').evaluateAll((items) =>
      items.map((item) => ({
        line: `${item.querySelector('b')?.textContent}: ${item.querySelector('.reason')?.textContent}`,
        evidence: item.querySelector('pre')?.textContent ?? '',
      })),
    );
    assert.deepEqual(
      shown.map(({ line }) => line),
      await shownBy(page, 'product-bought-together'),
    );
    // The demo's own shoppers go on, so a count may have moved by one since: it is asked until both are of one moment.
    await until(
      async () => {
        const query = 'placementId=product-bought-together&limit=8&userId=shopper-7&productId=p-1003';
        const { body: before } = await ask(`${product.url}/api/v1/recommendations?${query}&explain=true`, {
          token: demo.writeKey,
        });
        const behind = (await ask(`${product.url}/demo/behind/explain?${query}`)).body;
        if (before.meta.modelVersion !== behind.meta.modelVersion) return false;
        assert.deepEqual(behind.data, before.data);
        return true;
      },
      () => 'two answers of one moment',
    );
    const first = JSON.parse(shown[0]?.evidence ?? '{}');
    assert.equal(first.strategy, 'frequently_bought_together');
    assert.ok(first.pairs.length > 0 && first.parts.length > 0, JSON.stringify(first));
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    assert.deepEqual(shopper.complaints, []);
    await shopper.close();
  });

  test('another shopper is answered otherwise, without a new page', async () => {
    const shopper = await openDemoShopper(browser, product.url, {}, 'shopper-7');
    const { page } = shopper;
    await shopper.open('/demo');
    await untilShown(page, 'home-for-you');
    const before = await shownBy(page, 'home-for-you');
    await page.evaluate('window.isSamePage = true');
    await page.locator('details.shopper summary').click();
    await page.getByRole('button', { name: /shopper-4/ }).click();
    await until(
      async () => {
        const now = await shownBy(page, 'home-for-you');
        return now.length > 0 && now.join() !== before.join();
      },
      () => 'other products',
    );
    assert.deepEqual(
      [await page.locator('.who').textContent(), await page.evaluate('window.isSamePage')],
      ['shopper-4', true],
    );
    await shopper.open('/demo');
    assert.equal(await page.locator('.who').textContent(), 'shopper-4', 'it is kept');
    await shopper.close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 360])
      test(`in ${colorScheme} colours, ${width} pixels wide, axe finds nothing wrong, nothing moves, and each widget is there`, async () => {
        const shopper = await openDemoShopper(
          browser,
          product.url,
          { colorScheme, viewport: { width, height: 900 } },
          'shopper-7',
        );
        const { page } = shopper;
        await page.context().addCookies([inCart(product.url)]);
        for (const [path, placements] of Object.entries(pages)) {
          await shopper.open(path);
          for (const placementId of placements) await untilShown(page, placementId);
          assert.deepEqual(await axeViolations(page), [], path);
          assert.deepEqual(await page.evaluate('window.shifts'), [], `${path} moves`);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, `${path} is too wide`);
        }
        const opener = page.getByRole('button', { name: /Behind the page/ });
        const openerPx = (await opener.boundingBox())?.width ?? 0;
        assert.equal(openerPx <= 50, width === 360, `on a phone alone it is a small button, not ${openerPx} px`);
        await opener.click();
        await page.locator('#behind .answer summary').first().click();
        await page.locator('#behind .whole').first().waitFor();
        assert.deepEqual(await axeViolations(page), [], 'with the drawer');
        await page.evaluate(`document.querySelector('h1').style.color = 'rgba(128, 128, 128, 0.3)'`);
        assert.match((await axeViolations(page)).join(), /color-contrast/, 'control');
        // The browser itself notes that the page which is not there is not there.
        assert.deepEqual(
          shopper.complaints.filter((line) => !line.includes('404')),
          [],
        );
        await shopper.close();
      });

  test('the switch of colours holds on the next page from its first moment, in a browser of the other ones', async () => {
    const shopper = await openDemoShopper(browser, product.url, { colorScheme: 'light' });
    const { page } = shopper;
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await shopper.open('/demo/search');
    const light = await ground();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await until(
      async () => (await ground()) !== light,
      () => 'dark',
    );
    const dark = await ground();
    await shopper.open('/demo/cart');
    assert.equal(await ground(), dark);
    assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
    await shopper.close();
  });

  test('without scripts a shopper buys all the same', async () => {
    const shopper = await openDemoShopper(browser, product.url, { javaScriptEnabled: false });
    const { page } = shopper;
    await shopper.open('/demo/product/p-1010');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.locator('.changes select').selectOption('3');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('link', { name: 'Cart, 3 pieces' }).waitFor();
    await page.getByRole('link', { name: 'To checkout' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.getByRole('button', { name: /Behind the page/ }).click();
    await page.locator('#behind .by-server').waitFor();
    await shopper.close();
  });

  test('the write key is nowhere in what a browser receives', async () => {
    const shopper = await openDemoShopper(browser, product.url, {}, 'shopper-7');
    const { page, received } = shopper;
    await page.context().addCookies([inCart(product.url)]);
    for (const path of Object.keys(pages)) await shopper.open(path);
    await shopper.open('/demo/behind/explain?placementId=home-for-you&userId=shopper-7');
    const held = (key: string) => received.filter((text) => text.includes(key)).length;
    await until(
      async () => held(demo.readKey) > 0 && received.some((text) => text.includes('"explanation"')),
      () => 'control: the read key, and the evidence',
    );
    assert.equal(held(demo.writeKey), 0);
    await shopper.close();
  });

  test('the start names the shop', () => {
    assert.ok(product.output().includes(`${product.url}/demo`));
  });
});
