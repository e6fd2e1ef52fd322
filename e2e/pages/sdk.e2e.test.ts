import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { documentOf, strictPolicy } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { inWidget, openStorefront, type Storefront, shownIn, untilShown } from '../support/storefront.ts';

/** Run in a page: whatever was drawn is on the screen then. */
const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

describe('the tag in a page of another origin, under a policy that allows scripts, requests and pictures alone', {
  skip: noBrowser(),
}, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
  });
  after(() => front.close());

  test('each layout shows its products, asks nobody but the product, and says nothing', async () => {
    for (const layout of ['grid', 'carousel', 'list']) await front.saveWidget(layout, { layout, title: `A ${layout}` });
    const address = front.put('/layouts', ['grid', 'carousel', 'list'].map((name) => placement(name)).join(''));
    const foreign: string[] = [];
    const { page, complaints } = await front.visit(
      address,
      { viewport: { width: 1100, height: 3_000 } },
      async (context) =>
        context.on('request', (request) => {
          const { protocol, origin } = new URL(request.url());
          if (protocol !== 'data:' && origin !== front.product.url && request.url() !== address)
            foreign.push(request.url());
        }),
    );
    for (const layout of ['grid', 'carousel', 'list']) await untilShown(page, layout);
    assert.deepEqual([complaints, foreign], [[], []]);
    const first = page.locator('.recomengine-grid .recomengine-item').first();
    assert.equal(await first.locator('.recomengine-name').textContent(), 'Mug 11');
    assert.equal(await first.locator('.recomengine-price').textContent(), '$21.00');
    assert.equal(await first.locator('a').getAttribute('href'), `${front.pages.url}/product/p11`);
    assert.equal(await inWidget(page, 'grid', 'getComputedStyle(list).display'), 'grid', 'the styles are there');
    assert.equal(await inWidget(page, 'carousel', 'list.scrollLeft'), 0);
    await page.locator('.recomengine-carousel .recomengine-next').click();
    await waitFor(
      async () => Number(await inWidget(page, 'carousel', 'list.scrollLeft')) > 100,
      () => 'the carousel has moved',
    );
    await page.context().close();
  });

  test('control: under a policy that forbids its requests, the same page stays empty, and the browser says so', async () => {
    front.pages.put(
      '/forbidden',
      documentOf(placement('grid'), front.tag()),
      `script-src ${front.product.url}; default-src 'none'`,
    );
    const { page, complaints } = await front.visit(`${front.pages.url}/forbidden`);
    await waitFor(
      async () => complaints.length > 0,
      () => 'a violation',
    );
    assert.match(complaints[0] ?? '', /violates the following Content Security Policy/);
    assert.equal(await shownIn(page, 'grid'), 0);
    await page.context().close();
  });

  test('a catalog cannot bring markup or scripts into the page', async () => {
    const evil = {
      productId: 'evil',
      name: '<img src=x onerror="document.title=1"><b>bold</b>',
      category: 'Mugs',
      price: 1,
      url: 'javascript:document.title=1',
      imageUrl: 'javascript:document.title=1',
    };
    const { writeKey: token } = front.shop;
    await ask(`${front.product.url}/api/v1/catalog`, { token, body: evil });
    const { page, complaints } = await front.visit(front.put('/evil', placement('evil')));
    await untilShown(page, 'evil');
    const first = page.locator('.recomengine-item').first();
    assert.equal(await first.locator('.recomengine-name').textContent(), evil.name);
    assert.deepEqual([await first.locator('b, img').count(), await first.locator('a').getAttribute('href')], [0, null]);
    assert.deepEqual(complaints, []);
    await ask(`${front.product.url}/api/v1/catalog/evil`, { token, method: 'DELETE' });
    await page.context().close();
  });

  test('two copies of the tag are one, and commands from before it came are run', async () => {
    front.pages.put(
      '/twice',
      documentOf(
        placement('home'),
        `<script nonce="n">window.RecomEngine = window.RecomEngine || []; RecomEngine.push(['identify', 'ada']);
         window.RecomEngine = window.RecomEngine || []; </script>${front.tag()}${front.tag()}`,
      ),
      `${strictPolicy(front.product.url)}; script-src ${front.product.url} 'nonce-n'`.replace(/script-src [^;]*;/, ''),
    );
    const { page, complaints, requests } = await front.visit(`${front.pages.url}/twice`);
    await untilShown(page, 'home');
    assert.deepEqual(
      requests.filter((path) => !path.startsWith('track')).map((path) => path.replace(/&sessionId=\w{16,}$/, '')),
      ['widgets/home', 'recommendations?placementId=home&limit=8&locale=en&userId=ada'],
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('placements come and go with a single-page shop, and ask with its product and its cart', async () => {
    const { page, requests } = await front.visit(front.put('/spa', '<main></main>'));
    const set = (html: string) => page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(html)}`);
    await set(placement('product', 'data-product-id="p1"'));
    await untilShown(page, 'product');
    await page.evaluate(`document.querySelector('main > div').dataset.productId = 'p2'`);
    await waitFor(
      async () => requests.some((path) => path.includes('productId=p2')),
      () => 'a question about the other product',
    );
    await set(placement('cart', 'data-cart="p3, p4" data-shadow="off"'));
    await untilShown(page, 'cart');
    assert.deepEqual(
      requests
        .filter((path) => path.startsWith('rec'))
        .map((path) => path.replace(/&(userId|sessionId)=.*?(?=&|$)/g, '')),
      [
        'recommendations?placementId=product&limit=8&locale=en&productId=p1',
        'recommendations?placementId=product&limit=8&locale=en&productId=p2',
        'recommendations?placementId=cart&limit=8&locale=en&productId=p3&productId=p4',
      ],
    );
    assert.equal(await page.evaluate(`document.querySelector('main > div').shadowRoot`), null, 'drawn into the page');
    await page.context().close();
  });

  test('of a cart that is larger than a question may be, the last products are asked with', async () => {
    const cart = Array.from({ length: 130 }, (_, n) => `bulk-${n}`);
    const tooMany = cart.map((id) => `&productId=${id}`).join('');
    const refused = await ask(`${front.product.url}/api/v1/recommendations?limit=8${tooMany}`, {
      token: front.shop.readKey,
    });
    assert.equal(refused.status, 400, 'control: the API refuses so many');
    const { page, requests } = await front.visit(
      front.put('/bulk', placement('cart', `data-cart="${cart.join(',')}"`)),
    );
    await untilShown(page, 'cart');
    const [asked = ''] = requests.filter((path) => path.startsWith('rec'));
    assert.deepEqual(new URLSearchParams(asked.split('?')[1]).getAll('productId'), cart.slice(-100));
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
    assert.deepEqual(requests.map((path) => /locale=\w+/.exec(path)?.[0]).filter(Boolean), ['locale=de']);
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

  test('a placement far below the window is loaded when the shopper comes near', async () => {
    const { page, requests } = await front.visit(
      front.put('/far', `${placement('near')}${'<br>'.repeat(300)}${placement('far')}`),
    );
    await untilShown(page, 'near');
    assert.equal(requests.includes('widgets/far'), false);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await untilShown(page, 'far');
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

  test('the address of the API may end in a slash', async () => {
    const { page } = await front.visit(
      front.put('/slash', placement('home'), front.tag(`data-api-url="${front.product.url}/"`)),
    );
    await untilShown(page, 'home');
    await page.context().close();
  });

  const failures: Record<
    string,
    { status: number; headers?: Record<string, string> } | 'connectionrefused' | 'blockedbyclient'
  > = {
    'the API is down': 'connectionrefused',
    'a blocker knows its host': 'blockedbyclient',
    'the key is unknown (401)': { status: 401 },
    'the tenant is suspended (403)': { status: 403 },
    'the key has asked too much (429)': { status: 429, headers: { 'retry-after': '60' } },
    'the API cannot answer (503)': { status: 503, headers: { 'retry-after': '1' } },
  };
  for (const [name, failure] of Object.entries(failures))
    test(`where ${name} the page stays as it is, and its console empty`, async () => {
      const { page, complaints, requests } = await front.visit(
        front.put('/failing', placement('home')),
        {},
        (context) =>
          context.route('**/api/v1/**', (route) =>
            typeof failure === 'string'
              ? route.abort(failure)
              : route.fulfill({
                  ...failure,
                  contentType: 'application/problem+json',
                  body: '{"data":null}',
                  headers: { ...failure.headers, 'access-control-allow-origin': '*' },
                }),
          ),
      );
      await waitFor(
        async () => requests.length > 0,
        () => 'a question',
      );
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
      const isEmpty = `(root => !root || root.childElementCount === 0)(document.querySelector('[data-recomengine-placement]').shadowRoot)`;
      assert.equal(await page.evaluate(isEmpty), true);
      assert.deepEqual(complaints, []);
      await page.context().close();
    });

  test('where the browser blocks its storage, or a blocker the script, the shop goes on', async () => {
    const address = front.put('/sandboxed', placement('home'));
    front.pages.put(
      '/sandboxed',
      documentOf(placement('home'), front.tag()),
      `${strictPolicy(front.product.url)}; sandbox allow-scripts`,
    );
    const { page, complaints, told } = await front.visit(address);
    assert.match(
      String(
        await page.evaluate(`(() => { try { return localStorage.length } catch (error) { return error.name } })()`),
      ),
      /SecurityError/,
    );
    await untilShown(page, 'home');
    await waitFor(
      async () => told.length > 0,
      () => 'impressions are told all the same',
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
    const blocked = await front.visit(address, {}, (context) =>
      context.route('**/v1/recomengine.js', (route) => route.abort('blockedbyclient')),
    );
    assert.equal(await shownIn(blocked.page, 'home'), 0);
    assert.deepEqual(blocked.complaints, []);
    await blocked.page.context().close();
  });

  test('a saved look is on an open page within 35 seconds, without a reload; a revoked key takes its widgets away', async () => {
    const id = await front.saveWidget('live', { ctaText: 'Before' });
    const token = front.shop.adminToken;
    const tenant = `${front.product.url}/api/v1/tenants/${front.shop.tenantId}`;
    const made = await ask(`${tenant}/api-keys`, { token, body: { name: 'to be revoked', permissions: 'read' } });
    const address = front.put('/live', placement('live'), front.tag('', made.body.data.key));
    const { page, complaints, requests } = await front.visit(address, {}, (context) => context.clock.install());
    const cta = () =>
      page
        .locator('.recomengine-cta')
        .first()
        .textContent({ timeout: 500 })
        .catch(() => null);
    await untilShown(page, 'live');
    await ask(`${tenant}/widgets/${id}`, { token, method: 'PUT', body: { ctaText: 'After' } });
    assert.equal(await cta(), 'Before');
    await page.clock.fastForward(31_000);
    await waitFor(
      async () => (await cta()) === 'After',
      () => `the new look; asked: ${requests.join(', ')}`,
    );
    const asked = () => requests.filter((path) => path.startsWith('rec')).length;
    const before = asked();
    await page.clock.fastForward(31_000);
    await waitFor(
      async () => requests.filter((path) => path === 'widgets/live').length >= 3,
      () => 'another look',
    );
    assert.equal(asked(), before, 'control: nothing is asked anew of what has not changed');
    await ask(`${tenant}/api-keys/${made.body.data.id}`, { token, method: 'DELETE' });
    await page.clock.fastForward(31_000);
    await waitFor(
      async () => (await shownIn(page, 'live')) === 0,
      () => 'no widget',
    );
    assert.deepEqual(complaints, []);
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
