import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { noFirefox, openFirefox } from '#testing/firefox.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask } from '#testing/shop.ts';
import { linkOf, shownInFirefox, untilShownInFirefox, visitInFirefox } from '../support/firefox-visit.ts';
import { documentOf, strictPolicy } from '../support/shop-page.ts';
import { openShopSite, placement, type ShopSite } from '../support/shop-site.ts';
import { openUnsteadyServer } from '../support/unsteady-server.ts';

const ledgerViews = 8;
/** How long half of a product must be in the window, less what two clocks may differ by. */
const seenForMs = 990;

describe('the tag in Firefox, in a page of another origin under the strict policy', { skip: noFirefox() }, () => {
  let site: ShopSite;
  let browser: Browser;
  before(async () => {
    site = await openShopSite();
    browser = await openFirefox();
    for (let n = 0; n < 12; n++) site.put(`/product/p${n}`, '<h1>A mug</h1>');
    await site.makeAllTrend();
  });
  after(async () => {
    await browser.close();
    await site.close();
  });
  const pageOf = (userId: string, attributes = '') =>
    site.put(`/as-${userId}`, placement('home'), site.tag(`data-user-id="${userId}" ${attributes}`));
  const clicksOf = async (userId: string) => (await site.stored(`userId=${userId}&type=recommendation_clicked`)).length;

  test('each layout is drawn with its styles, and the console stays empty', async () => {
    for (const layout of ['grid', 'carousel', 'list']) await site.saveWidget(layout, { layout, title: `A ${layout}` });
    const address = site.put('/layouts', ['grid', 'carousel', 'list'].map((name) => placement(name)).join(''));
    const { page, complaints, close } = await visitInFirefox(browser, address);
    await page.setViewport({ width: 1100, height: 3_000 });
    for (const layout of ['grid', 'carousel', 'list']) await untilShownInFirefox(page, layout);
    const inWidget = (name: string, expression: string) =>
      page.evaluate(
        `((list) => ${expression})(document.querySelector('[data-recomengine-placement=${name}]').shadowRoot.querySelector('.recomengine-items'))`,
      );
    assert.equal(await inWidget('grid', 'getComputedStyle(list).display'), 'grid');
    assert.equal(await inWidget('grid', `list.querySelector('.recomengine-price').textContent[0]`), '$');
    await (await page.waitForSelector('>>> .recomengine-next'))?.click();
    await waitFor(
      async () => Number(await inWidget('carousel', 'list.scrollLeft')) > 100,
      () => 'the carousel has moved',
    );
    assert.deepEqual(complaints, []);
    await close();
  });

  test('control: under a policy that forbids its requests, the browser says so, and the page stays empty', async () => {
    const forbidding = `script-src ${site.product.url}; default-src 'none'`;
    site.pages.put('/forbidden', documentOf(placement('home'), site.tag()), forbidding);
    const { page, complaints, close } = await visitInFirefox(browser, `${site.pages.url}/forbidden`);
    await waitFor(
      async () => complaints.some((line) => /blocked.*connect-src/.test(line)),
      () => `a violation: ${complaints.join('\n')}`,
    );
    assert.equal(await shownInFirefox(page, 'home'), 0);
    await close();
  });

  test('a product is told as seen once half of it was in the window for a second, and one below the window is not', async () => {
    const address = site.put('/seen', `${placement('home')}<i></i>`, site.tag('data-user-id="seen"'));
    const { page, close } = await visitInFirefox(browser, 'about:blank');
    await page.setViewport({ width: 1100, height: 500 });
    await page.goto(address);
    await untilShownInFirefox(page, 'home');
    const within = `[...document.querySelector('[data-recomengine-placement]').shadowRoot.querySelectorAll('.recomengine-item')].filter((item) => {
      const { top, bottom } = item.getBoundingClientRect(); return (top + bottom) / 2 < innerHeight; }).length`;
    const inWindow = Number(await page.evaluate(within));
    assert.ok(inWindow > 0 && inWindow < 8, `control: ${inWindow} of 8 are in the window`);
    await site.untilStored('seen', 'recommendation_impressed', inWindow);
    const drawnMs = Number(
      await page.evaluate(
        `performance.timeOrigin + performance.getEntriesByType('resource').filter(({ name }) => name.includes('/products?'))[0].responseEnd`,
      ),
    );
    const seen = await site.stored('userId=seen&type=recommendation_impressed');
    for (const { timestamp } of seen) assert.ok(Date.parse(timestamp) - drawnMs >= seenForMs, timestamp);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await site.untilStored('seen', 'recommendation_impressed', 8);
    await close();
  });

  test('a click is counted before the page is left: by the left button, the middle one, the keyboard, and where the page is gone at once', async () => {
    const ways: Record<string, (page: Page) => Promise<unknown>> = {
      left: async (page) => (await page.waitForSelector(linkOf(1)))?.click(),
      middle: async (page) => (await page.waitForSelector(linkOf(1)))?.click({ button: 'middle' }),
      keyboard: async (page) => (await page.waitForSelector(linkOf(1)))?.press('Enter'),
      gone: (page) =>
        page.evaluate(`(() => { const root = document.querySelector('[data-recomengine-placement]').shadowRoot;
          root.addEventListener('click', (event) => event.preventDefault()); root.querySelector('a').click(); location.href = 'about:blank'; })()`),
    };
    for (const [way, click] of Object.entries(ways)) {
      const userId = `firefox-${way}`;
      const { page, close } = await visitInFirefox(browser, pageOf(userId));
      await untilShownInFirefox(page, 'home');
      assert.equal(await clicksOf(userId), 0, 'control: not before it');
      await click(page);
      await waitFor(
        async () => (await clicksOf(userId)) === 1,
        () => `a click by ${way}`,
      );
      await close();
    }
  });

  test('placements follow the routes of a single-page shop, on the way back too', async () => {
    const router = `<script nonce="n">
      const routes = { '/routed': '${placement('home')}', '/routed/p3': '${placement('product', 'data-product-id="p3"')}' };
      const show = () => { document.querySelector('main').innerHTML = routes[location.pathname]; };
      const go = (path) => { history.pushState(null, '', path); show(); };
      addEventListener('popstate', show); addEventListener('DOMContentLoaded', show);</script>`;
    site.pages.put(
      '/routed',
      documentOf('<main></main>', `${router}${site.tag()}`),
      strictPolicy(site.product.url).replace('script-src', "script-src 'nonce-n'"),
    );
    const { page, complaints, requests, close } = await visitInFirefox(browser, `${site.pages.url}/routed`);
    await untilShownInFirefox(page, 'home');
    await page.evaluate("go('/routed/p3')");
    await untilShownInFirefox(page, 'product');
    await page.evaluate('history.back()');
    await untilShownInFirefox(page, 'home');
    const asked = requests.map((path) => /^widgets\/(\w+)\/products/.exec(path)?.[1]).filter(Boolean);
    assert.deepEqual([asked, complaints], [['home', 'product', 'home'], []]);
    await close();
  });

  test('without consent, and with Global Privacy Control in the browser, nothing is told or kept; control: with it, it is', async () => {
    const isTold = async (by: Browser, userId: string, attributes: string) => {
      const { page, requests, close } = await visitInFirefox(by, pageOf(userId, `data-product-id="p1" ${attributes}`));
      await untilShownInFirefox(page, 'home');
      await page.goto('about:blank');
      const isNamed = requests.some((path) => path.includes('userId') || path === 'track');
      await page.goto(`${site.pages.url}/nothing`);
      const isKept = Number(await page.evaluate('localStorage.length')) > 0;
      await close();
      assert.equal(isKept, isNamed, 'what is told is what is kept');
      return isNamed;
    };
    const nameless = 'data-user-id=""';
    assert.equal(await isTold(browser, 'denied', `data-consent="denied" ${nameless}`), false);
    assert.equal(await isTold(browser, 'pending', `data-consent="pending" ${nameless}`), false);
    const privately = await openFirefox({ 'privacy.globalprivacycontrol.enabled': true });
    assert.equal(await isTold(privately, 'gpc', nameless), false);
    await privately.close();
    assert.equal(await isTold(browser, 'granted', nameless), true);
  });

  test(`what was seen and clicked in ${ledgerViews} page views is what analytics count, on a network that fails`, async () => {
    const random = createRandom(12);
    const server = await openUnsteadyServer(site.product.url, random);
    const body = documentOf(placement('ledger'), site.tag(`data-api-url="${server.url}"`));
    for (const path of ['/ledger', ...Array.from({ length: 12 }, (_, n) => `/product/p${n}`)])
      site.pages.put(path, body, undefined);
    await site.saveWidget('ledger', { maxItems: 4 });
    const { page, close } = await visitInFirefox(browser, `${site.pages.url}/ledger`);
    const told = (eventType: string) =>
      new Set(
        server.told.flatMap(({ token, events }) =>
          events.filter((event) => event.eventType === eventType).map(({ productId }) => `${token} ${productId}`),
        ),
      ).size;
    let clicks = 0;
    for (let n = 0; n < ledgerViews; n++) {
      await untilShownInFirefox(page, 'ledger', 4);
      const impressed = told('recommendation_impressed');
      if (random.next() < 0.5)
        await waitFor(
          async () => told('recommendation_impressed') > impressed,
          () => 'impressions',
        );
      const link = await page.waitForSelector(linkOf(random.between(1, 4)));
      await Promise.all([page.waitForNavigation(), link?.click()]);
      clicks += 1;
    }
    server.settle();
    const isAllTold = `!Object.keys(localStorage).some((name) => name.startsWith('recomengine.queue'))`;
    await untilShownInFirefox(page, 'ledger', 4);
    await waitFor(
      async () => (await page.evaluate(isAllTold)) === true,
      () => 'everything told',
    );
    // What the last page has seen is told as it goes.
    await close();
    const overview = `${site.product.url}/api/v1/tenants/${site.shop.tenantId}/analytics/overview?placementId=ledger`;
    const counted = async () => {
      const { data } = (await ask(overview, { token: site.shop.adminToken })).body;
      return { impressions: data.impressions.value, clicks: data.clicks.value };
    };
    const expected = () => ({ impressions: told('recommendation_impressed'), clicks });
    await waitFor(
      async () => JSON.stringify(await counted()) === JSON.stringify(expected()),
      () => `${JSON.stringify(expected())}, told of ${told('recommendation_clicked')} clicks`,
    );
    assert.ok(expected().impressions > 0, 'control: something was seen');
    assert.ok(
      Object.values(server.failed).some((times) => times > 0),
      'control: the network failed at times',
    );
    await server.close();
  });
});
