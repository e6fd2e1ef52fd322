import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { documentOf, strictPolicy } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { openStorefront, type Storefront, untilShown } from '../support/storefront.ts';
import { untilInPage } from '../support/until-in-page.ts';

const item = (n: number) => `.recomengine-root:not(.recomengine-waiting) .recomengine-item:nth-child(${n}) a`;

describe('what the tag tells', { skip: noBrowser() }, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
    for (let n = 0; n < 12; n++) front.put(`/product/p${n}`, '<h1>A mug</h1>', front.tag(`data-product-id="p${n}"`));
    await front.makeAllTrend();
  });
  after(() => front.close());

  const clicksOf = async (userId: string) =>
    (await front.stored(`userId=${userId}&type=recommendation_clicked`)).length;
  const untilClicks = (userId: string, count: number) =>
    waitFor(
      async () => (await clicksOf(userId)) === count,
      () => `${count} clicks of ${userId}`,
    );
  const pageOf = (userId: string, name: string) =>
    front.put(`/as-${userId}`, placement(name), front.tag(`data-user-id="${userId}"`));

  test('a click is counted, by whatever it is made: left, middle, the keyboard, a menu that opens a tab; a menu that is closed is none', async () => {
    const click: Record<string, (page: Page, context: BrowserContext) => Promise<unknown>> = {
      left: (page) => page.locator(item(1)).click(),
      middle: (page) => page.locator(item(1)).click({ button: 'middle' }),
      keyboard: (page) => page.locator(item(1)).press('Enter'),
      async menu(page, context) {
        await page.locator(item(1)).click({ button: 'right' });
        await (await context.newPage()).goto(String(await page.locator(item(1)).getAttribute('href')));
      },
    };
    for (const [name, act] of Object.entries(click)) {
      const { page } = await front.visit(pageOf(`by-${name}`, 'clicks'));
      await untilShown(page, 'clicks');
      await act(page, page.context());
      await untilClicks(`by-${name}`, 1);
      await page.context().close();
    }
    const { page } = await front.visit(pageOf('closed-menu', 'clicks'));
    await untilShown(page, 'clicks');
    await page.locator(item(1)).click({ button: 'right' });
    await page.evaluate(`RecomEngine.track('add_to_cart', { productId: 'p1' })`);
    await waitFor(
      async () => (await front.stored('userId=closed-menu&type=add_to_cart')).length === 1,
      () => 'what was told after it',
    );
    assert.equal(await clicksOf('closed-menu'), 0);
    await page.context().close();
  });

  for (const ms of [0, 100, 400])
    test(`a click is counted where the page is closed ${ms} ms after it`, async () => {
      const userId = `gone-after-${ms}`;
      const { page } = await front.visit(pageOf(userId, 'gone'));
      await untilShown(page, 'gone');
      // In the page, so that nothing of the test lies between the click and the end.
      await page.evaluate(`(() => {
        const root = document.querySelector('[data-recomengine-placement]').shadowRoot;
        root.addEventListener('click', (event) => event.preventDefault());
        root.querySelector('a').click();
        ${ms === 0 ? "location.href = 'about:blank'" : `setTimeout(() => { location.href = 'about:blank' }, ${ms})`};
      })()`);
      await page.waitForURL('about:blank');
      await page.context().close();
      await untilClicks(userId, 1);
    });

  test('what happens offline is told when the network is back, also by the next page', async () => {
    const { page } = await front.visit(pageOf('offline', 'offline'));
    await untilShown(page, 'offline');
    const context = page.context();
    await context.setOffline(true);
    const click = `(() => { const root = document.querySelector('[data-recomengine-placement]').shadowRoot;
      root.addEventListener('click', (event) => event.preventDefault()); root.querySelectorAll('a')[N].click(); })()`;
    await page.evaluate(click.replace('N', '1'));
    await waitFor(
      async () => String(await page.evaluate('Object.values(localStorage)')).includes('recommendation_clicked'),
      () => 'a click that waits',
    );
    assert.equal(await clicksOf('offline'), 0);
    await context.setOffline(false);
    await untilClicks('offline', 1);
    await context.setOffline(true);
    await page.evaluate(click.replace('N', '2'));
    await page.close();
    await context.setOffline(false);
    await (await context.newPage()).goto(`${front.pages.url}/product/p5`);
    await untilClicks('offline', 2);
    await context.close();
  });

  test('a shopper who denies is shown recommendations, and no id of theirs is sent or kept; so is one with Global Privacy Control', async () => {
    const gpc = (context: BrowserContext) =>
      context.addInitScript(`Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`);
    const visits = {
      denied: await front.visit(
        front.put(
          '/denied',
          placement('home'),
          front.tag('data-product-id="p1" data-consent="denied" data-user-id="ada"'),
        ),
      ),
      gpc: await front.visit(front.put('/gpc', placement('home'), front.tag('data-product-id="p1"')), {}, gpc),
      granted: await front.visit(front.put('/granted', placement('home'), front.tag('data-product-id="p1"'))),
    };
    for (const [name, { page, requests, told }] of Object.entries(visits)) {
      await untilShown(page, 'home');
      const isKnown = name === 'granted';
      if (isKnown)
        await waitFor(
          async () => told.length > 0,
          () => 'control: what is told with consent',
        );
      await page.evaluate(`RecomEngine.track('add_to_cart', { productId: 'p2' })`);
      await page.goto('about:blank');
      assert.equal(told.length > 0, isKnown, name);
      assert.equal(
        requests.some((path) => path.includes('userId')),
        isKnown,
        name,
      );
      await page.goto(`${front.pages.url}/nothing`);
      assert.equal(Number(await page.evaluate('localStorage.length')) > 0, isKnown, name);
      await page.context().close();
    }
  });

  test('before the shopper decides nothing is told or kept; a grant tells what happened meanwhile', async () => {
    const { page, requests, told } = await front.visit(
      front.put('/pending', placement('home'), front.tag('data-product-id="p1" data-consent="pending"')),
    );
    await untilShown(page, 'home');
    assert.deepEqual([told, requests.filter((path) => path.includes('userId'))], [[], []]);
    assert.equal(await page.evaluate('localStorage.length'), 0);
    await page.evaluate(`RecomEngine.consent('granted')`);
    await waitFor(
      async () =>
        told.some(({ events }) => events.some(({ eventType }) => eventType === 'product_viewed')) &&
        requests.some((path) => path.includes('userId')),
      () => 'the view, and a question for this shopper',
    );
    await page.evaluate(`RecomEngine.consent('denied')`);
    assert.equal(await page.evaluate('localStorage.length'), 0, 'and a denial removes it again');
    await page.context().close();
  });

  test('a visit has one id, in questions and events, over a login and over pages; another begins with a logout, and none is sent without consent', async () => {
    const address = front.put('/visit', placement('home'), front.tag());
    const { page, requests, told } = await front.visit(address);
    await untilShown(page, 'home');
    const asked = () => requests.flatMap((path) => /sessionId=(\w{16,})/.exec(path)?.[1] ?? []);
    const idOf = async (userId: string) => {
      await page.evaluate(`RecomEngine.track('add_to_cart', { productId: 'p1' })`);
      await front.untilStored(userId, 'add_to_cart', 1);
      return (await front.stored(`userId=${userId}&type=add_to_cart`))[0]?.sessionId;
    };
    const [visit] = asked();
    await page.evaluate(`RecomEngine.track('product_viewed', { productId: 'p2' })`);
    await waitFor(
      async () => told.some(({ events }) => events.some((event) => event.sessionId === visit)),
      () => 'what was told before the login',
    );
    await page.evaluate(`RecomEngine.identify('visitor')`);
    assert.equal(await idOf('visitor'), visit);
    await page.goto(address);
    await untilShown(page, 'home');
    assert.deepEqual(new Set(asked()), new Set([visit]));
    await page.evaluate(`RecomEngine.reset(); RecomEngine.identify('another-visitor')`);
    assert.notEqual(await idOf('another-visitor'), visit, 'control: somebody else');
    const before = asked().length;
    await page.evaluate(`RecomEngine.consent('denied')`);
    const questions = requests.length;
    await waitFor(
      async () => requests.slice(questions - 1).some((path) => path.includes('/products')),
      () => 'a question of nobody',
    );
    assert.equal(asked().length, before);
    await page.context().close();
  });

  test('what a shop pushes for GA4 is heard, by both of its spellings, and nothing is pushed', async () => {
    const script = `<script nonce="n">window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments); }
      dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'p1' }] } });</script>`;
    front.pages.put(
      '/ga4',
      documentOf('', `${script}${front.tag('data-data-layer="dataLayer" data-user-id="ga4"')}`),
      strictPolicy(front.product.url).replace('script-src', "script-src 'nonce-n'"),
    );
    const { page, complaints } = await front.visit(`${front.pages.url}/ga4`);
    await untilInPage(page, 'RecomEngine.track');
    await page.evaluate(`gtag('event', 'add_to_cart', { items: [{ item_id: 'p2' }, { item_id: 'p3' }] });
      dataLayer.push({ event: 'page_view' }, null, { event: 'remove_from_cart', ecommerce: { items: [{ item_id: 'p3' }] } })`);
    const heard = async () =>
      (await front.stored('userId=ga4')).map(({ eventType, productId }) => `${eventType} ${productId}`).sort();
    await waitFor(
      async () => (await heard()).length === 4,
      () => 'four events',
    );
    assert.deepEqual(await heard(), ['add_to_cart p2', 'add_to_cart p3', 'product_viewed p1', 'remove_from_cart p3']);
    assert.deepEqual([await page.evaluate('dataLayer.length'), complaints], [5, []]);
    await page.context().close();
  });

  test('a device whose clock is an hour ahead tells the view of its page all the same, at the right time, once', async () => {
    const aheadMs = 3_600_000;
    const address = front.put('/ahead', '', front.tag('data-user-id="ahead" data-product-id="p1"'));
    const { page, told } = await front.visit(address, {}, (context) =>
      context.addInitScript(`{ const { now } = Date; Date.now = () => now() + ${aheadMs}; }`),
    );
    await front.untilStored('ahead', 'product_viewed', 1);
    const [stored] = await front.stored('userId=ahead');
    const times = told.flatMap(({ events }) => events).map(({ timestamp }) => Date.parse(timestamp));
    assert.ok((times[0] ?? 0) > Date.now() + aheadMs / 2, 'control: at first it had the time of the device');
    assert.deepEqual([times.length, times.at(-1)], [2, Date.parse(stored?.timestamp ?? '')]);
    assert.ok((times[1] ?? 0) <= Date.now());
    await page.context().close();
  });

  test('what cannot be written as JSON is not told, and does not hold up what comes after it', async () => {
    const { page, complaints } = await front.visit(
      front.put('/unwritable', '', front.tag('data-user-id="unwritable"')),
    );
    await untilInPage(page, 'RecomEngine.track');
    await page.evaluate(`(() => {
      const round = {};
      round.itself = round;
      for (const [productId, metadata] of [['p1', round], ['p2', { quantity: 1n }], ['p3', { color: 'blue' }]])
        RecomEngine.track('add_to_cart', { productId, metadata });
    })()`);
    await front.untilStored('unwritable', 'add_to_cart', 1);
    const [stored] = await front.stored('userId=unwritable&type=add_to_cart');
    assert.equal(stored?.productId, 'p3');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('of a GA4 event each item that is one is told, whatever stands beside it', async () => {
    const { page } = await front.visit(
      front.put('/holes', '', front.tag('data-data-layer="dataLayer" data-user-id="holes"')),
    );
    await untilInPage(page, 'RecomEngine.track');
    await page.evaluate(
      `dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [null, undefined, 'p1', { item_id: 'p2' }] } })`,
    );
    await front.untilStored('holes', 'add_to_cart', 1);
    await page.context().close();
  });

  test('a data layer that is no list, or has what is no event in it, does not keep the tag from its work', async () => {
    for (const [path, layer] of [
      ['/no-list', '{ page: {} }'],
      ['/odd-list', "[null, 'view_item', { ecommerce: { items: {} } }]"],
    ] as const) {
      const script = `<script nonce="n">window.digitalData = ${layer};</script>`;
      front.pages.put(
        path,
        documentOf('', `${script}${front.tag('data-data-layer="digitalData" data-user-id="odd"')}`),
        strictPolicy(front.product.url).replace('script-src', "script-src 'nonce-n'"),
      );
      const { page, complaints } = await front.visit(front.pages.url + path);
      await untilInPage(page, 'RecomEngine.track');
      assert.deepEqual(complaints, [], path);
      await page.context().close();
    }
  });
});
