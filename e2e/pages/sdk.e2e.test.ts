import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { documentOf, strictPolicy } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { inWidget, openStorefront, type Storefront, shownIn, untilShown } from '../support/storefront.ts';

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
      requests.filter((path) => path.includes('/products')).map((path) => path.replace(/&sessionId=\w{16,}$/, '')),
      ['widgets/home/products?locale=en&userId=ada'],
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a page that the browser draws ahead asks and tells nothing until the shopper comes to it', async () => {
    const tags = front.tag('data-product-id="p1" data-user-id="ahead"').repeat(2);
    const address = front.put('/ahead', placement('home'), tags);
    // Playwright's browser draws no page ahead; to the tag this one looks as if it were.
    const { page, requests, complaints } = await front.visit(address, {}, (context) =>
      context.addInitScript(`Object.defineProperty(document, 'prerendering', { get: () => !window.isLookedAt })`),
    );
    await page.waitForLoadState('networkidle');
    assert.deepEqual([requests, await page.evaluate('typeof RecomEngine')], [[], 'undefined']);
    await page.evaluate(`window.isLookedAt = true; document.dispatchEvent(new Event('prerenderingchange'))`);
    await untilShown(page, 'home');
    await front.untilStored('ahead', 'product_viewed', 1);
    assert.equal(requests.filter((path) => path.includes('/products')).length, 1, 'however many tags there are');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('of two tags with different keys the first one holds', async () => {
    const { readKey } = front.shop;
    const tags = (...keys: string[]) =>
      keys
        .map((key) => front.tag('', key))
        .join('')
        .replaceAll(' async', '');
    const keysOf = async (path: string, ...keys: string[]) => {
      const asked: (string | null)[] = [];
      const { page, complaints } = await front.visit(
        front.put(path, placement('home'), tags(...keys)),
        {},
        async (context) =>
          context.on('request', (request) => {
            const { pathname, searchParams } = new URL(request.url());
            if (pathname.endsWith('/products')) asked.push(searchParams.get('key'));
          }),
      );
      await waitFor(
        async () => asked.length > 0,
        () => 'a question',
      );
      assert.deepEqual(complaints, []);
      await page.context().close();
      return asked;
    };
    assert.deepEqual(await keysOf('/two-keys', readKey, 'rk_live_other'), [readKey]);
    assert.deepEqual(await keysOf('/two-keys-turned', 'rk_live_other', readKey), ['rk_live_other'], 'control');
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
    const asked = () => requests.filter((path) => path.includes('/products')).length;
    const looks = () => requests.filter((path) => path === 'widgets/live').length;
    const [before, looksBefore] = [asked(), looks()];
    await page.clock.fastForward(31_000);
    await waitFor(
      async () => looks() > looksBefore,
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
});
