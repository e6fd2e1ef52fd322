import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';
import { siteMap } from '../support/site-map.ts';

/** Every page that the console has: axe in both themes, 360 px, 200 % zoom, and nothing that the browser complains of. */
describe('every page of the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let experimentId: string;
  before(async () => {
    console = await openConsole();
    const { shop, product } = console;
    const api = (path: string, token: string, body: unknown) => ask(`${product.url}/api/v1${path}`, { token, body });
    await api('/catalog/batch', shop.writeKey, {
      items: Array.from({ length: 12 }, (_, n) => ({
        productId: `mug-${n}`,
        name: `A mug of ${n + 1} colours`,
        category: 'Mugs',
        price: 10 + n,
      })),
    });
    await api('/events/batch', shop.writeKey, {
      events: Array.from({ length: 20 }, (_, n) => ({
        eventType: 'product_viewed',
        userId: `shopper-${n % 3}`,
        productId: `mug-${n % 12}`,
      })),
    });
    const { body } = await api(`/tenants/${shop.tenantId}/experiments`, shop.adminToken, {
      name: 'Trending or not',
      placementId: 'home',
      controlStrategy: 'collaborative',
      variantStrategy: 'trending',
    });
    experimentId = body.data.id;
  });
  after(() => console?.close());

  const pages = () =>
    siteMap(console.shop.tenantId, { expId: experimentId, slug: 'replay' }, { 'catalog/product': '?productId=mug-1' });

  test('the site map has the pages of the product, and no other', () => {
    const names = pages().map((path) => path.replace(console.shop.tenantId, ':id').split('?')[0]);
    for (const name of ['/', '/pricing', '/login', '/docs/replay', '/dashboard', '/dashboard/settings/team'])
      assert.ok(names.includes(name), name);
    for (const name of ['', '/events', '/api-keys', '/dead-letters', '/audit', '/settings', '/replay', '/catalog'])
      assert.ok(names.includes(`/dashboard/tenants/:id${name}`), name);
    assert.ok(!names.some((name) => name?.includes('[')), 'each name has a value');
  });

  test('axe finds nothing in either theme, and nothing scrolls sideways on a phone or at 200 %', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    const faults: string[] = [];
    for (const path of pages()) {
      await page.goto(console.url + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      faults.push(...(await pageFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    assert.deepEqual(faults, []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('at 400 % zoom, which is as 320 px, no page of the dashboard scrolls sideways, and who is signed in can be seen', async () => {
    const { page } = await console.visitAsAdmin('/dashboard', { viewport: { width: 320, height: 256 } });
    const beyond = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    const wide: string[] = [];
    for (const path of pages().filter((one) => one.startsWith('/dashboard'))) {
      await page.goto(console.url + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      if ((await beyond()) > 0) wide.push(`${path} by ${await beyond()} px`);
    }
    assert.deepEqual(wide, []);
    const head = await page.getByRole('banner').getByRole('button').last().locator('svg').first().boundingBox();
    assert.equal(head?.width, 20);
    await page.evaluate('document.querySelector("header").style.minWidth = "330px"');
    assert.ok((await beyond()) > 0, 'control: a wider frame is found');
    await page.context().close();
  });

  test('names as long as they may be, without a space, make no page of a phone scroll sideways', async () => {
    const { shop, product } = console;
    const api = (method: string, path: string, token: string, body: unknown) =>
      ask(`${product.url}/api/v1${path}`, { method, token, body });
    const long = (letter: string, length: number) => letter.repeat(length);
    const productId = long('y', 256);
    await api('PUT', `/tenants/${shop.tenantId}`, shop.adminToken, { name: long('x', 200) });
    const item = { name: long('n', 500), category: long('c', 200), attributes: { [long('a', 100)]: long('v', 200) } };
    const { status } = await api('PUT', `/catalog/${productId}`, shop.writeKey, { ...item, price: 12 });
    assert.equal(status, 201);
    const { page } = await console.visitAsAdmin('/dashboard', { viewport: { width: 360, height: 800 } });
    const beyond = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    for (const path of ['', '/catalog', `/catalog/product?productId=${productId}`, '/explain', '/settings']) {
      await page.goto(`${console.url}/dashboard/tenants/${shop.tenantId}${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      assert.ok((await beyond()) <= 0, `${path} scrolls by ${await beyond()} px`);
    }
    await page.evaluate(
      'document.querySelector("h1").style.whiteSpace = "nowrap"; document.querySelector("h1").textContent = "x".repeat(200)',
    );
    assert.ok((await beyond()) > 0, 'control: a name that is not broken makes it scroll');
    await page.context().close();
  });

  test('for who wants no motion, a changed theme is there at once: no element has a transition of its colours', async () => {
    const { page } = await console.visit('/pricing', { colorScheme: 'light', reducedMotion: 'reduce' });
    await page.evaluate('window.moved = 0; addEventListener("transitionrun", () => (window.moved += 1))');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    // What begins in one frame is told in the next; a page that nobody looks at has none unless it is asked for.
    const frame = () => page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    for (const _ of [1, 2, 3]) await frame();
    assert.equal(await page.evaluate('moved'), 0);
    // Control: a duration for all elements is a transition of all their properties, however short. What is important in an earlier layer prevails.
    await page.evaluate(`const sheet = new CSSStyleSheet();
      sheet.replaceSync('@layer theme { * { transition-property: all !important; transition-duration: 0.01ms !important } }');
      document.adoptedStyleSheets = [sheet]`);
    for (const _ of [1, 2, 3]) await frame();
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    for (const _ of [1, 2, 3]) await frame();
    assert.notEqual(await page.evaluate('moved'), 0);
    await page.context().close();
  });

  test('control: a page that is wrong in each of these ways is found', async () => {
    const { page } = await console.visit('/pricing');
    await page.evaluate(
      'document.querySelector("main").insertAdjacentHTML("beforeend", "<p style=\'color:#ccc;background:#fff;width:900px\'>Faint and wide</p>")',
    );
    const faults = (await pageFaults(page)).join('\n');
    for (const sign of [/^dark: color-contrast/m, /^light: color-contrast/m, /^at 360 px/m, /^at 640 px/m])
      assert.match(faults, sign);
    await page.context().close();
  });
});
