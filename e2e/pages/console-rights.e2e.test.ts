import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { siteMap } from '../support/site-map.ts';

/** Questions that are too long for a URL: they change nothing. */
const reads = /\/(?:preview|plan|recommendations|recommendations\/batch)$|^\/api\/v1\/auth\//;

/** On every page of the console: who may see a shop, and when it may be changed. */
describe('rights on every page of the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let suspended: Shop;
  before(async () => {
    console = await openConsole();
    suspended = await createShop(console.product.url, 'Suspended shop');
    for (const shop of [console.shop, suspended]) await fill(shop);
    const { status } = await ask(`${suspended.url}/api/v1/tenants/${suspended.tenantId}`, {
      method: 'PUT',
      token: suspended.adminToken,
      body: { status: 'suspended' },
    });
    assert.equal(status, 200);
  });
  after(() => console?.close());

  let experimentOf: Record<string, string> = {};

  /** A product, an experiment, rules and a widget, so that every page has something to change. */
  async function fill(shop: Shop): Promise<void> {
    const api = async (path: string, body: object, method = 'POST') => {
      const answer = await ask(`${shop.url}/api/v1/tenants/${shop.tenantId}${path}`, {
        method,
        token: shop.adminToken,
        body,
      });
      assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
      return answer.body.data;
    };
    await api('/catalog', { productId: 'mug', name: 'Mug of this shop', category: 'Mugs', price: 10 });
    const { id } = await api('/experiments', {
      name: 'Trending or not',
      placementId: 'home',
      controlStrategy: 'collaborative',
      variantStrategy: 'trending',
    });
    experimentOf = { ...experimentOf, [shop.tenantId]: id };
    // biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
    const drop = { id: 'seen', name: 'Nothing seen', then: { action: 'seen', mode: 'drop' } };
    await api('/placements/home/rules', { rules: [drop] }, 'PUT');
    await api('/widgets', { placementId: 'home', layout: 'list' });
  }

  const pagesOf = (shop: Shop): string[] =>
    siteMap(
      shop.tenantId,
      { expId: experimentOf[shop.tenantId] ?? '' },
      {
        'catalog/product': '?productId=mug',
        rules: '?placement=home',
        widgets: '?placement=home',
        [`experiments/${experimentOf[shop.tenantId]}`]: '',
      },
    ).filter((path) => path.startsWith('/dashboard/tenants/'));

  async function open(page: Page, path: string): Promise<void> {
    await page.goto(console.url + path);
    await page.getByRole('navigation', { name: 'Dashboard' }).waitFor();
    await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
  }

  /** Presses everything that can be pressed on a page, and in what opens then; returns what would have changed something, none of which leaves the browser. */
  async function writesOf(page: Page, path: string): Promise<string[]> {
    const writes: string[] = [];
    await page.route('**/api/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (route.request().method() === 'GET' || reads.test(pathname)) return route.continue();
      writes.push(`${route.request().method()} ${pathname.split('/').slice(5).join('/')}`);
      return route.abort();
    });
    await open(page, path);
    for (const part of ['main', '[role=dialog]', 'main']) {
      // What a suspended shop may do is to come back.
      await page.evaluate(`for (const button of document.querySelectorAll('${part} button:enabled'))
        if (!/Reactivate/.test(button.textContent)) button.click()`);
      await page.evaluate(
        "fetch('/health').then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))",
      );
    }
    await page.unroute('**/api/**');
    return writes;
  }

  async function writingPages(shop: Shop): Promise<string[]> {
    const { page } = await console.visit('/login');
    await page.getByLabel('E-mail').fill(shop.email);
    await page.getByLabel('Password').fill(shop.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/dashboard');
    page.on('dialog', (dialog) => void dialog.accept());
    const found: string[] = [];
    for (const path of pagesOf(shop)) {
      const writes = await writesOf(page, path);
      if (writes.length > 0)
        found.push(`${path.split('?')[0]?.replace(`/dashboard/tenants/${shop.tenantId}`, '')}: ${writes.join(', ')}`);
    }
    await page.context().close();
    return found;
  }

  test('a suspended shop is changed from none of its pages', async () => {
    assert.deepEqual(await writingPages(suspended), []);
    // Control: the same pages of an active shop, pressed in the same way.
    const found = await writingPages(console.shop);
    for (const name of ['/api-keys', '/catalog', '/catalog/product', '/experiments/new'])
      assert.ok(
        found.some((line) => line.startsWith(`${name}:`)),
        `${name} is among ${found.join('; ')}`,
      );
  });

  test('an admin sees nothing of the shop of another on any page', async () => {
    const other = await createShop(console.product.url, 'Shop of another admin');
    const { page } = await console.visit('/login');
    await page.getByLabel('E-mail').fill(other.email);
    await page.getByLabel('Password').fill(other.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/dashboard');
    const marks = ['Test shop', 'Mug of this shop', 'Trending or not', console.shop.email];
    const told = async () => {
      const text = await page.locator('body').innerText();
      return marks.filter((mark) => text.includes(mark));
    };
    for (const path of ['/dashboard', '/dashboard/tenants', '/dashboard/settings', ...pagesOf(console.shop)]) {
      await open(page, path);
      assert.deepEqual(await told(), [], path);
    }
    await page.context().close();
    // Control: what is looked for is there for the admin of the shop.
    const own = await console.visitAsAdmin(`/dashboard/tenants/${console.shop.tenantId}/catalog`);
    await own.page.getByText('Mug of this shop').first().waitFor();
    const text = await own.page.locator('body').innerText();
    assert.ok(text.includes('Test shop') && text.includes(console.shop.email));
    await own.page.context().close();
  });
});
