import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '#testing/shop.ts';
import { shownBy } from '../../support/demo-shopper.ts';
import { type DemoShop, until, untilWidget } from '../../support/open-demo-shop.ts';
import { widgetsByPage } from './widgets-by-page.ts';

/** What it shows of itself, and to whom. */
export function behindThePageTests(shop: () => DemoShop): void {
  test('the drawer shows what was sent and answered, with the reason and the evidence that explain gives', async () => {
    const shopper = await shop().visit({}, 'shopper-7');
    const { page } = shopper;
    await shopper.open('/demo/product/p-1003');
    await page.getByRole('button', { name: /Behind the page/ }).click();
    const drawer = page.locator('#behind');
    await drawer.getByText('product_viewed').waitFor();
    const answer = drawer.locator('.answer').filter({ hasText: 'product-bought-together' });
    await answer.waitFor();
    await untilWidget(page, 'product-bought-together');
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
        const { body: before } = await ask(`${shop().product.url}/api/v1/recommendations?${query}&explain=true`, {
          token: shop().demo.writeKey,
        });
        const behind = (await ask(`${shop().product.url}/demo/behind/explain?${query}`)).body;
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

  test('an answer that is not from the API is a line with its status, and no error of the page', async () => {
    const shopper = await shop().visit();
    const { page } = shopper;
    await page.route('**/widgets/home-for-you/products?*', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
    );
    await shopper.open('/demo');
    await untilWidget(page, 'home-trending');
    await page.getByRole('button', { name: /Behind the page/ }).click();
    const lineOf = (placementId: string) => page.locator('#behind .answer').filter({ hasText: placementId });
    await lineOf('home-for-you').getByText(/^502/).waitFor();
    await lineOf('home-trending').getByText(/^200/).waitFor();
    const ownLine = /Failed to load resource/;
    assert.equal(
      shopper.complaints.filter((line) => ownLine.test(line)).length > 0,
      true,
      'control: the browser says so',
    );
    assert.deepEqual(
      shopper.complaints.filter((line) => !ownLine.test(line)),
      [],
    );
    await shopper.close();
  });

  test('another shopper is answered otherwise, without a new page', async () => {
    const shopper = await shop().visit({}, 'shopper-7');
    const { page } = shopper;
    await shopper.open('/demo');
    await untilWidget(page, 'home-for-you');
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

  test('the write key is nowhere in what a browser receives', async () => {
    const shopper = await shop().visit({}, 'shopper-7');
    const { page, received } = shopper;
    await page.context().addCookies([shop().cartCookie]);
    for (const path of Object.keys(widgetsByPage)) await shopper.open(path);
    await shopper.open('/demo/behind/explain?placementId=home-for-you&userId=shopper-7');
    const held = (key: string) => received.filter((text) => text.includes(key)).length;
    await until(
      async () => held(shop().demo.readKey) > 0 && received.some((text) => text.includes('"explanation"')),
      () => 'control: the read key, and the evidence',
    );
    assert.equal(held(shop().demo.writeKey), 0);
    await shopper.close();
  });
}
