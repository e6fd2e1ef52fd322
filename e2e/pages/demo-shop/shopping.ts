import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { ask, type Json } from '#testing/shop.ts';
import { type DemoShop, until, untilWidget } from '../../support/open-demo-shop.ts';

/** What a shopper does in it, and what is stored of that. */
export function shoppingTests(shop: () => DemoShop): void {
  test('the page of a product that is none says so, also where its number can be none', async () => {
    const { product } = shop();
    const statusOf = async (productId: string) => (await fetch(`${product.url}/demo/product/${productId}`)).status;
    assert.deepEqual(
      [await statusOf('none'), await statusOf('n'.repeat(256)), await statusOf('n'.repeat(257))],
      [404, 404, 404],
    );
    assert.equal(await statusOf('p-1001'), 200, 'control');
  });

  test('a shopper walks from the first page to an order, and each event is stored once', async () => {
    const shopper = await shop().visit();
    const { page } = shopper;
    await shopper.open('/demo');
    const userId = (await page.locator('.who').textContent()) ?? '';
    assert.match(userId, /^visitor-/);
    await untilWidget(page, 'home-for-you');
    // A product has to be in view for a second before it counts as seen.
    await until(
      async () => (await shopper.sent()).some(({ eventType }) => eventType === 'recommendation_impressed'),
      () => 'an impression',
    );
    await page.locator('[data-recomengine-placement="home-for-you"] .recomengine-link').first().click();
    await page.waitForURL('**/demo/product/*');
    await untilWidget(page, 'product-page');
    await page.locator('.crumbs a').last().click();
    await page.locator('[data-listed]').nth(3).click();
    await page.waitForURL('**/demo/product/*');
    const bought = page.url().split('/').at(-1) ?? '';
    await untilWidget(page, 'product-bought-together');
    await page.locator('.buy select').selectOption('2');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.waitForURL('**/demo/cart');
    await untilWidget(page, 'cart-bought-together');
    await page.getByRole('link', { name: 'To checkout' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.waitForURL('**/demo/order/*');
    await untilWidget(page, 'order-buy-again');
    // The next page sends what the one before could not.
    await shopper.open('/demo/search');

    const token = await adminTokenOf(shop());
    const stored = async (): Promise<Json[]> =>
      (
        await ask(`${shop().product.url}/api/v1/tenants/${shop().demo.tenantId}/events?userId=${userId}&limit=100`, {
          token,
        })
      ).body.data;
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
      fetch(`${shop().product.url}/demo/checkout`, {
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

  test('without scripts a shopper buys all the same', async () => {
    const shopper = await shop().visit({ javaScriptEnabled: false });
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
}

async function adminTokenOf({ product, demo: { email, password } }: DemoShop): Promise<string> {
  const login = await ask(`${product.url}/api/v1/auth/login`, { body: { email, password } });
  return login.body.data.accessToken;
}
