import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { WidgetProducts } from '#schemas/http/widget-products.ts';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { documentOf } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { inWidget, openStorefront, type Storefront, untilShown } from '../support/storefront.ts';

/** Run in a page: whatever was drawn is on the screen then. */
const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

describe('what the tag draws, whatever the catalog and the page bring with them', {
  skip: noBrowser(),
}, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
  });
  after(() => front.close());

  test('a catalog cannot bring markup or scripts into the page', async () => {
    const script = { url: 'javascript:document.title=1', imageUrl: 'javascript:document.title=1' };
    const evil = {
      productId: 'evil',
      name: '<img src=x onerror="document.title=1"><b>bold</b>',
      category: 'Mugs',
      price: 1,
    };
    const { writeKey: token } = front.shop;
    const write = (body: unknown) => ask(`${front.product.url}/api/v1/catalog`, { token, body });
    assert.equal((await write({ ...evil, ...script })).status, 400, 'the API takes no such address');
    assert.equal((await write(evil)).status, 201);
    // The tag does not rely on that: an API of an earlier version has answered what its catalog had.
    const { page, complaints } = await front.visit(front.put('/evil', placement('evil')), {}, (context) =>
      context.route('**/widgets/evil/products?*', async (route) => {
        const response = await route.fetch();
        const { data, ...rest }: { data: WidgetProducts } = await response.json();
        const items = data.items.map((item) => (item.productId === 'evil' ? { ...item, ...script } : item));
        await route.fulfill({ response, json: { ...rest, data: { ...data, items } } });
      }),
    );
    await untilShown(page, 'evil');
    const first = page.locator('.recomengine-item').first();
    assert.equal(await first.locator('.recomengine-name').textContent(), evil.name);
    assert.deepEqual([await first.locator('b, img').count(), await first.locator('a').getAttribute('href')], [0, null]);
    assert.deepEqual(complaints, []);
    await ask(`${front.product.url}/api/v1/catalog/evil`, { token, method: 'DELETE' });
    await page.context().close();
  });

  test('reasons and prices are in the language of the place where they stand; one that nobody knows is no harm', async () => {
    const klingon = `${front.product.url}/api/v1/recommendations?locale=x-klingon`;
    assert.equal((await ask(klingon, { token: front.shop.readKey })).status, 400, 'control: the API refuses it');
    const { page, requests } = await front.visit(
      front.put(
        '/languages',
        `<div lang="de-AT">${placement('german')}</div><div lang="x-klingon">${placement('klingon')}</div>`,
      ),
      { viewport: { width: 1100, height: 3_000 } },
    );
    const shown: Record<string, string> = { german: 'Neu im Shop', klingon: 'New in the shop' };
    for (const [name, reason] of Object.entries(shown)) {
      await untilShown(page, name);
      const first = page.locator(`[data-recomengine-placement=${name}] .recomengine-item`).first();
      assert.equal(await first.locator('.recomengine-reason').textContent(), reason);
    }
    const price = page.locator('[lang=de-AT] .recomengine-price').first();
    assert.match(String(await price.textContent()), /21,00/);
    assert.deepEqual(requests.map((path) => /locale=\w+/.exec(path)?.[0]).filter(Boolean), ['locale=de', 'locale=x']);
    await page.context().close();
  });

  test('the rating of a product is shown where the widget asks for it and the product has one', async () => {
    const { writeKey: token } = front.shop;
    const rated = { productId: 'rated', name: 'A rated mug', category: 'Mugs', price: 1, attributes: { rating: 4.5 } };
    await ask(`${front.product.url}/api/v1/catalog`, { token, body: rated });
    await front.saveWidget('rated', { showRating: true });
    const address = front.put('/rated', `${placement('rated')}${placement('unrated')}`);
    const { page } = await front.visit(address, { viewport: { width: 1100, height: 3_000 } });
    for (const name of ['rated', 'unrated']) await untilShown(page, name);
    const ratings = page.locator('[data-recomengine-placement=rated] .recomengine-rating');
    const texts = (await ratings.allTextContents()).map((text) => text.trim());
    assert.deepEqual([texts[0], new Set(texts.slice(1))], ['★ 4.5', new Set([''])], 'the newest product is the first');
    const heights = `new Set([...list.children].map(({ offsetHeight }) => offsetHeight)).size`;
    assert.equal(await inWidget(page, 'rated', heights), 1, 'and all stand at one height');
    assert.equal(
      await page.locator('[data-recomengine-placement=unrated] .recomengine-rating').count(),
      0,
      'control: by default none is shown',
    );
    await ask(`${front.product.url}/api/v1/catalog/rated`, { token, method: 'DELETE' });
    await page.context().close();
  });

  test('products of the shop’s own drawing are told like ours', async () => {
    const template =
      '<template id="mine"><a data-bind="url"><b data-bind="name"></b><img data-bind="imageUrl" alt=""></a></template>';
    const { page, told } = await front.visit(
      front.put('/own', `${template}${placement('own', 'data-recomengine-template="#mine" data-shadow="off"')}`),
    );
    await untilShown(page, 'own');
    const first = page.locator('.recomengine-item').first();
    assert.deepEqual(
      [await first.locator('b').textContent(), await first.locator('a').getAttribute('href')],
      ['Mug 11', `${front.pages.url}/product/p11`],
    );
    await page.evaluate(`RecomEngine.render('own', (item) => document.createTextNode(item.priceText))`);
    await waitFor(
      async () => (await first.textContent()) === '$21.00',
      () => 'drawn by the function',
    );
    await waitFor(
      async () =>
        told.flatMap(({ events }) => events).filter(({ eventType }) => eventType === 'recommendation_impressed')
          .length >= 8,
      () => 'eight impressions',
    );
    await page.context().close();
  });

  test('where a drawing function throws or draws nothing, or a template is none, a product is drawn by our own card', async () => {
    const faults = {
      throws:
        '(item) => { if (item.productId === "p11") throw new Error("of the shop"); return document.createElement("i"); }',
      silent: '(item) => item.productId === "p11" ? undefined : document.createElement("i")',
    };
    const [unreadable, noTemplate] = ['data-recomengine-template="#1x"', 'data-recomengine-template="main"'];
    const body = `<main>${placement('throws')}${placement('silent')}${placement('unreadable', unreadable)}${placement('none', noTemplate)}</main>`;
    const { page, complaints } = await front.visit(front.put('/faults', body));
    for (const name of ['unreadable', 'none']) await untilShown(page, name);
    for (const [name, draw] of Object.entries(faults)) {
      await untilShown(page, name);
      await page.evaluate(`RecomEngine.render('${name}', ${draw})`);
      const cards = page.locator(`[data-recomengine-placement="${name}"] .recomengine-link`);
      await waitFor(
        async () => (await cards.count()) === 1,
        () => `one card of our own in ${name}, and seven of the shop's`,
      );
      assert.equal(await cards.locator('.recomengine-name').textContent(), 'Mug 11');
      await untilShown(page, name);
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a link of the shop’s own template leads nowhere if the product has no page', async () => {
    const { writeKey: token } = front.shop;
    const item = { productId: 'pageless', name: 'Pageless', category: 'Mugs', price: 1 };
    await ask(`${front.product.url}/api/v1/catalog`, { token, body: item });
    const template = '<template id="mine"><a data-bind="url"><b data-bind="name"></b></a></template>';
    const { page } = await front.visit(
      front.put('/pageless', `${template}${placement('pageless', 'data-recomengine-template="#mine"')}`),
    );
    await untilShown(page, 'pageless');
    const hrefs = await page
      .locator('.recomengine-item a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.deepEqual([hrefs[0], hrefs[1]], [null, `${front.pages.url}/product/p11`]);
    await ask(`${front.product.url}/api/v1/catalog/pageless`, { token, method: 'DELETE' });
    await page.context().close();
  });

  test('texts break inside their card whatever the page says of its own, and a picture that cannot be had leaves its place empty', async () => {
    const { writeKey: token } = front.shop;
    const name = 'Unbreakable'.repeat(40);
    const item = { productId: 'long', name, category: 'Mugs', price: 1, url: '/long', imageUrl: '/no-picture.png' };
    await ask(`${front.product.url}/api/v1/catalog`, { token, body: item });
    const style = '<style>body { white-space: nowrap; text-indent: 90px }</style>';
    front.pages.put('/nowrap', documentOf(placement('home'), `${style}${front.tag()}`));
    const { page } = await front.visit(`${front.pages.url}/nowrap`);
    await untilShown(page, 'home');
    const first = page.locator('.recomengine-item').first();
    const ofName = (expression: string) =>
      page.evaluate(
        `((name) => ${expression})(document.querySelector('[data-recomengine-placement]').shadowRoot.querySelector('.recomengine-name'))`,
      );
    const overflow = await ofName('[name.scrollWidth - name.clientWidth, getComputedStyle(name).textIndent]');
    assert.deepEqual(overflow, [0, '0px']);
    await waitFor(
      async () => (await first.locator('img').count()) === 0,
      () => 'no broken picture',
    );
    assert.equal(await page.locator('.recomengine-item').nth(1).locator('img').count(), 1, 'control');
    const clamp =
      '[getComputedStyle(name).webkitLineClamp, name.scrollHeight > name.clientHeight, name.textContent.length]';
    assert.deepEqual(
      await ofName(clamp),
      ['2', true, name.length],
      'of a long name two lines are seen, with an ellipsis',
    );
    const endIsLeftOfBeginning = (text: string) =>
      ofName(`{
        name.textContent = '${text}';
        const leftOf = (at) => {
          const range = document.createRange();
          range.setStart(name.firstChild, at);
          range.setEnd(name.firstChild, at + 1);
          return range.getBoundingClientRect().left;
        };
        return leftOf(${text.length - 1}) < leftOf(0);
      }`);
    assert.deepEqual(
      [await endIsLeftOfBeginning('كوب 9ml!'), await endIsLeftOfBeginning('Mug 9ml!')],
      [true, false],
      'a name runs in the direction of its own letters',
    );
    await ask(`${front.product.url}/api/v1/catalog/long`, { token, method: 'DELETE' });
    await page.context().close();
  });

  test('an answer that takes long is waited for with empty cards, which stand as the products will; before a tenth of a second has passed there are none', async () => {
    await front.saveWidget('late', { layout: 'list', maxItems: 5 });
    const late = Promise.withResolvers<void>();
    const { page, requests } = await front.visit(front.put('/late', placement('late')), {}, async (context) => {
      await context.clock.install({ time: 0 });
      await context.clock.pauseAt(1_000);
      await context.route('**/products?*', async (route) => {
        await late.promise;
        await route.continue();
      });
    });
    await waitFor(
      async () => requests.length > 0,
      () => 'a question',
    );
    const cards = page.locator('.recomengine-list .recomengine-item');
    await page.clock.runFor(99);
    assert.deepEqual([requests.length, await cards.count()], [1, 0], 'control');
    await page.clock.runFor(1);
    await page.locator('.recomengine-list.recomengine-waiting[aria-hidden="true"]').waitFor();
    assert.equal(await cards.count(), 5);
    const heights = `[...list.children].map(({ offsetHeight }) => offsetHeight).join()`;
    const before = await inWidget(page, 'late', heights);
    late.resolve();
    await untilShown(page, 'late', 5);
    assert.equal(await inWidget(page, 'late', heights), before);
    await page.context().close();
  });

  test('where its height is reserved the page does not jump when a widget comes', async () => {
    const shiftsOf = async (height: string) => {
      const { page } = await front.visit(
        front.put('/still', `<h1>Shop</h1><div id="slot">${placement('still')}</div><p>below</p>`, ''),
        {},
        (context) =>
          context.addInitScript(`
            window.shifts = [];
            const keep = (entries) => window.shifts.push(...entries);
            const observer = new PerformanceObserver((list) => keep(list.getEntries()));
            observer.observe({ type: 'layout-shift', buffered: true });
            window.shiftsSince = (ms) => { keep(observer.takeRecords()); return window.shifts.filter(({ startTime }) => startTime > ms).reduce((sum, { value }) => sum + value, 0); };`),
      );
      // By the page's own scripts, since the policy allows no style attribute.
      await page.evaluate(`document.querySelector('#slot').style.minHeight = '${height}'`);
      await page.evaluate(twoFrames);
      // A busy browser tells an observer of a shift some time after it: shifts count by when they were, not by when they were told.
      const sinceMs = Number(await page.evaluate('performance.now()'));
      await page.evaluate(
        `(() => { const tag = document.createElement('script'); tag.src = '${front.product.url}/v1/recomengine.js'; tag.dataset.apiKey = '${front.shop.readKey}'; document.head.append(tag); })()`,
      );
      await untilShown(page, 'still');
      await page.evaluate(twoFrames);
      const shifts = Number(await page.evaluate(`shiftsSince(${sinceMs})`));
      await page.context().close();
      return shifts;
    };
    assert.equal(await shiftsOf('1000px'), 0);
    assert.ok((await shiftsOf('0px')) > 0, 'control: without the place reserved');
  });
});
