import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { documentOf, strictPolicy } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { openStorefront, type Storefront, untilShown } from '../support/storefront.ts';
import { untilInPage } from '../support/until-in-page.ts';

const firstLink = '.recomengine-root:not(.recomengine-waiting) .recomengine-item:first-child a';

describe('the tag, whatever the network and the browser do with its page', { skip: noBrowser() }, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront({ keepsPages: true });
    await front.makeAllTrend();
  });
  after(() => front.close());

  const countOf = async (userId: string, type: string) => (await front.stored(`userId=${userId}&type=${type}`)).length;
  const productPage = (userId: string) =>
    front.put(`/of-${userId}`, placement('kept'), front.tag(`data-product-id="p1" data-user-id="${userId}"`));
  const untilTitled = (page: Page, there: string) =>
    waitFor(
      async () => (await page.evaluate('location.pathname + document.readyState').catch(() => '')) === there,
      () => there,
    );
  const leaveAndComeBack = async (page: Page, path: string) => {
    await page.goto(front.put('/elsewhere', 'elsewhere', ''));
    // Playwright's own goBack waits for a load, which a page that was kept has not.
    // In a moment: a page that goes at once cannot answer the call.
    await page.evaluate('setTimeout(() => history.back())');
    await untilTitled(page, `${path}complete`);
  };

  test('a page that the browser kept is a new view of its product when the shopper comes back, and what was seen is not seen again', async () => {
    const { page, complaints } = await front.visit(productPage('returner'));
    await front.untilStored('returner', 'recommendation_impressed', 8);
    await front.untilStored('returner', 'product_viewed', 1);
    await page.evaluate('window.isKept = true');
    await leaveAndComeBack(page, '/of-returner');
    assert.equal(await page.evaluate('window.isKept'), true, 'the same page, not loaded again');
    await front.untilStored('returner', 'product_viewed', 2);
    await untilShown(page, 'kept');
    await page.locator(firstLink).click({ modifiers: ['ControlOrMeta'] });
    await front.untilStored('returner', 'recommendation_clicked', 1);
    assert.equal(await countOf('returner', 'recommendation_impressed'), 8);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('control: a page that was not kept is loaded, is a view of its product too, and its products are seen under another answer', async () => {
    const { page } = await front.visit(productPage('reloader'));
    await front.untilStored('reloader', 'recommendation_impressed', 8);
    await page.evaluate('window.isKept = true; addEventListener("unload", () => {})');
    await leaveAndComeBack(page, '/of-reloader');
    assert.equal(await page.evaluate('window.isKept'), undefined);
    await front.untilStored('reloader', 'product_viewed', 2);
    await front.untilStored('reloader', 'recommendation_impressed', 16);
    await page.context().close();
  });

  test('on slow 3G a widget comes, is told as seen, and a click is counted although the page is left at once', async () => {
    const { page, complaints } = await front.visit('about:blank');
    const latency = 400;
    const debug = await page.context().newCDPSession(page);
    const slow = { offline: false, latency, downloadThroughput: 50_000, uploadThroughput: 50_000 };
    await debug.send('Network.emulateNetworkConditions', slow);
    await page.goto(productPage('slow'));
    await untilShown(page, 'kept');
    const waited = `performance.getEntriesByName('${front.product.url}/v1/recomengine.js')[0].duration`;
    assert.ok(Number(await page.evaluate(waited)) >= latency, 'control: it was slow');
    await front.untilStored('slow', 'recommendation_impressed', 8);
    await page.locator(firstLink).click();
    await front.untilStored('slow', 'recommendation_clicked', 1);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('in a single-page shop each route has its widgets, also on the way back', async () => {
    const router = `<script nonce="n">
      const routes = { '/routed': '${placement('home')}', '/routed/p3': '${placement('product', 'data-product-id="p3"')}' };
      const show = () => { document.querySelector('main').innerHTML = routes[location.pathname]; };
      const go = (path) => { history.pushState(null, '', path); show(); RecomEngine.track('product_viewed', { productId: 'p3' }); };
      addEventListener('popstate', show); addEventListener('DOMContentLoaded', show);</script>`;
    front.pages.put(
      '/routed',
      documentOf('<main></main>', `${router}${front.tag('data-user-id="routed"')}`),
      strictPolicy(front.product.url).replace('script-src', "script-src 'nonce-n'"),
    );
    const { page, complaints, requests } = await front.visit(`${front.pages.url}/routed`);
    await untilShown(page, 'home');
    await page.evaluate("go('/routed/p3')");
    await untilShown(page, 'product');
    // In a moment: a page that goes at once cannot answer the call.
    await page.evaluate('setTimeout(() => history.back())');
    await untilShown(page, 'home');
    const asked = requests.map((path) => /^widgets\/(\w+)\/products/.exec(path)?.[1]).filter(Boolean);
    assert.deepEqual(asked, ['home', 'product', 'home']);
    await front.untilStored('routed', 'product_viewed', 1);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('what is too much for one beacon goes by several, as far as the browser takes them, and the rest with the next page', async () => {
    const { page } = await front.visit(front.put('/heavy', '', front.tag('data-user-id="heavy"')));
    await untilInPage(page, 'RecomEngine.track');
    const size = 1_000;
    const isTaken = `navigator.sendBeacon('${front.product.url}/api/v1/track', JSON.stringify({ events: [], rest: 'x'.repeat(${100 * size}) }))`;
    assert.equal(await page.evaluate(isTaken), false, 'control: the browser does not take all of it at once');
    await page.evaluate(`(() => {
      for (let n = 0; n < 100; n++) RecomEngine.track('add_to_cart', { productId: 'p1', metadata: { n, text: 'x'.repeat(${size}) } });
      location.href = 'about:blank';
    })()`);
    await page.waitForURL('about:blank');
    await waitFor(
      async () => (await countOf('heavy', 'add_to_cart')) >= 50,
      () => 'half of it, by beacons',
    );
    assert.ok((await countOf('heavy', 'add_to_cart')) < 100, 'control: the browser refused the rest');
    await page.goto(front.put('/next', '', front.tag('data-user-id="heavy"')));
    await front.untilStored('heavy', 'add_to_cart', 100);
    await page.context().close();
  });
});
