import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { shownBy } from '../support/demo-shopper.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';

const seedTimeoutMs = 300_000;
const placementId = 'home-trending';

/** What visitors of the first page see of the demo shop; without one, see console-site.e2e.test.ts. */
describe('the live widget on the first page of the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole({ args: [] });
    await waitFor(
      async () => /the demo shop is open/.test(console.product.output()),
      () => `the demo shop is open\n${console.product.output()}`,
      seedTimeoutMs,
    );
  });
  after(() => console?.close());

  test('it shows what the API answers, each product with its reason, and leads into the shop; visitors are told of to nobody', async () => {
    const { page, complaints } = await console.visit('/pricing');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const answer = page.waitForResponse((response) => response.url().includes('/products?'));
    await page.goto(console.url);
    await page.getByRole('heading', { name: 'Live, from the demo shop' }).scrollIntoViewIfNeeded();
    const { data, meta } = await (await answer).json();
    assert.equal(meta.placementId, placementId);
    await waitFor(
      async () => (await shownBy(page, placementId)).length > 0,
      () => 'the widget shows products',
    );
    const shown = await shownBy(page, placementId);
    assert.deepEqual(
      shown,
      data.items.map(({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}`),
    );
    assert.ok(data.items.every(({ reason }: { reason: string }) => reason !== ''));

    await page.locator('.recomengine-link').first().click();
    await page.waitForURL(`${console.url}/demo/product/**`);
    assert.deepEqual(
      asked.filter((url) => /\/track$|userId=|sessionId=/.test(url)).filter((url) => !url.includes('/demo')),
      [],
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('nothing below it moves when it comes, and nothing of it stays in the browser', async () => {
    const { page } = await console.visit('/pricing');
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/v1/recomengine.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(console.url, { waitUntil: 'commit' });
    await page.getByRole('heading', { name: 'Live, from the demo shop' }).scrollIntoViewIfNeeded();
    await page.evaluate('document.fonts.ready.then(() => null)');
    const height = () => page.evaluate<number>('document.querySelector("[aria-labelledby=live]").offsetHeight');
    const before = await height();
    assert.deepEqual(await shownBy(page, placementId), [], 'control: it is not there yet');
    release();
    await waitFor(
      async () => (await shownBy(page, placementId)).length > 0,
      () => 'the widget shows products',
    );
    assert.equal(await height(), before);
    assert.deepEqual(await page.evaluate('Object.keys(localStorage).concat(Object.keys(sessionStorage))'), []);
    assert.deepEqual(await page.context().cookies(), []);
    await page.context().close();
  });
});
