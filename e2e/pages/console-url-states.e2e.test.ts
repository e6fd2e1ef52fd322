import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { ask, type Json } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { drained } from '../support/recount.ts';
import { siteMap } from '../support/site-map.ts';
import { untilInPage } from '../support/until-in-page.ts';

/** What one chooses by: a button that is pressed, a tab that is selected, a field that narrows the page. */
const choices = ':is(main, [role=dialog]) :is([aria-pressed], [role=tab])';
const filters = 'main search :is(input, select)';
/** These narrow their page, and stand in no `search`. */
const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/analytics': { From: '2026-01-02' },
  '/rules': { Placement: 'cart' },
  '/widgets': { Placement: 'cart', 'For shopper': 'ada', 'On the page of product': 'mug-1' },
  '/explain': { Shopper: 'ada', Placement: 'cart', 'On the page of product': 'mug-1', 'What if': 'strategy' },
};
const written: Readonly<Record<string, string>> = { date: '2026-01-02', 'datetime-local': '2026-01-02T10:00' };
/** Evaluated in the page: by what group, and by what words of it, a choice is made, and whether it is. */
const listed = `[...document.querySelectorAll(${JSON.stringify(choices)})].map((one) => ({
  group: one.closest('[role=tablist]')?.ariaLabel ?? one.closest('fieldset')?.querySelector('legend')?.textContent ?? '',
  words: one.innerText.split('\\n')[0],
  isChosen: one.matches('[aria-pressed=true], [aria-selected=true]'),
}))`;
/** Evaluated in the page: all that is chosen and written in it, as a text. */
const shown = `JSON.stringify([
  ${listed}.filter(({ isChosen }) => isChosen),
  [...document.querySelectorAll(':is(main, [role=dialog]) :is(input, select)')].map((one) => one.name + '=' + one.value),
])`;
type Choice = { group: string; words: string; isChosen: boolean };

/** Whatever is chosen on a page is in its URL: read anew, it shows the same. Every page of a tenant is walked, and each choice of it is tried. */
describe('what the URL of a page of the console holds', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let page: Page;
  let emptyTenant: string;
  let expId: string;
  let complaints: string[];

  before(async () => {
    console = await openConsole();
    const { shop, product } = console;
    const api = async (path: string, token: string, body?: object): Promise<Json> =>
      (await ask(`${product.url}/api/v1${path}`, { token, method: 'POST', body })).body.data;
    const ofTenant = `/tenants/${shop.tenantId}`;
    await api('/catalog/batch', shop.writeKey, {
      items: Array.from({ length: 30 }, (_, n) => ({
        productId: `mug-${n}`,
        name: `Mug ${n}`,
        category: n % 2 === 0 ? 'Mugs' : 'Pots',
        price: 10 + n,
      })),
    });
    await api('/events/batch', shop.writeKey, {
      events: ['home', 'cart'].map((placementId) => ({
        eventType: 'recommendation_impressed',
        userId: 'ada',
        productId: 'mug-1',
        metadata: { placementId, strategy: 'trending' },
      })),
    });
    ({ id: expId } = await api(`${ofTenant}/experiments`, shop.adminToken, {
      name: 'Trending or not',
      placementId: 'home',
      controlStrategy: 'collaborative',
      variantStrategy: 'trending',
    }));
    await api(`${ofTenant}/experiments/${expId}/start`, shop.adminToken);
    ({ id: emptyTenant } = await api('/tenants', shop.adminToken, { name: 'Empty shop' }));
    await api(`/tenants/${emptyTenant}/api-keys`, shop.adminToken, { name: 'Server', permissions: 'read_write' });
    await drained(product);
    ({ page, complaints } = await console.visitAsAdmin('/dashboard'));
  });
  after(() => console?.close());

  const at = (tenantId: string, path: string) => `${console.url}/dashboard/tenants/${tenantId}${path}`;
  const pages = () => [
    ...siteMap(console.shop.tenantId, { expId }, { 'catalog/product': '?productId=mug-1', replay: '?new=evaluate' })
      .filter((path) => path.startsWith('/dashboard'))
      .map((path) => console.url + path),
    ...['', '/events'].map((path) => at(emptyTenant, path)),
  ];
  async function isThere(): Promise<void> {
    // By its name and not by its role: behind a dialog it has none.
    await page.locator('h1').first().waitFor();
    await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
  }
  async function open(url: string): Promise<void> {
    await page.goto(url);
    await isThere();
  }
  /** Reads the page anew, and adds to `lost` what it does not show again. */
  async function readAnew(lost: string[], timeout = 120_000): Promise<void> {
    const before = await page.evaluate<string>(shown);
    await page.reload();
    await isThere();
    try {
      await untilInPage(page, `${shown} === ${JSON.stringify(before)}`, timeout);
    } catch {
      lost.push(`${page.url()} shows ${await page.evaluate(shown)} in place of ${before}`);
    }
  }

  test('each choice of each page is there again when the page is read anew', async () => {
    const lost: string[] = [];
    let count = 0;
    for (const url of pages()) {
      await open(url);
      const tried = new Set<string>();
      for (;;) {
        // Of each group one, then the page is read anew, until all were chosen.
        const touched = new Set<string>();
        for (;;) {
          const all = await page.evaluate<Choice[]>(listed);
          const next = all.findIndex(
            ({ group, words, isChosen }) => !isChosen && !touched.has(group) && !tried.has(`${group}: ${words}`),
          );
          const choice = all[next];
          if (choice === undefined) break;
          await page.locator(choices).nth(next).click();
          await isThere();
          touched.add(choice.group);
          tried.add(`${choice.group}: ${choice.words}`);
        }
        if (touched.size === 0) break;
        await readAnew(lost);
      }
      count += tried.size;
    }
    assert.deepEqual(lost, []);
    assert.ok(count > 30, `control: ${count} choices were found`);
    assert.deepEqual(complaints.filter(isOurs), []);
  });

  test('each field that narrows a page says the same when the page is read anew', async () => {
    const lost: string[] = [];
    let count = 0;
    async function write(field: Locator, text?: string): Promise<void> {
      if (await field.evaluate((one) => one.matches('select')))
        await field.selectOption(text ?? { index: (await field.locator('option').count()) - 1 });
      else await field.fill(text ?? written[(await field.getAttribute('type')) ?? ''] ?? 'mug');
      await field.blur();
      await isThere();
      count += 1;
    }
    for (const url of pages()) {
      await open(url);
      const all = await page.locator(filters).count();
      for (let n = 0; n < all; n += 1) await write(page.locator(filters).nth(n));
      if (all > 0) await readAnew(lost);
    }
    for (const [path, texts] of Object.entries(others)) {
      await open(at(console.shop.tenantId, path));
      for (const [label, text] of Object.entries(texts)) await write(page.getByLabel(label, { exact: true }), text);
      await readAnew(lost);
    }
    assert.deepEqual(lost, []);
    assert.ok(count > 20, `control: ${count} fields were found`);
    assert.deepEqual(complaints.filter(isOurs), []);
  });

  test('the page of a list, and the tenant of the docs, are there again too', async () => {
    await open(at(console.shop.tenantId, '/catalog'));
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('26 to 30 of 30').waitFor();
    await page.reload();
    await page.getByText('26 to 30 of 30').waitFor();

    await page.goto(`${console.url}/docs/first-shop`);
    const tenant = page.getByLabel('Tenant', { exact: true });
    await tenant.locator('option').nth(1).waitFor({ state: 'attached' });
    for (const name of ['Test shop', 'Empty shop']) {
      await tenant.selectOption({ label: name });
      await page.waitForURL('**?tenant=*');
      await page.reload();
      await page.locator('[name=tenant] option:checked').filter({ hasText: name }).waitFor({ state: 'attached' });
    }
    assert.deepEqual(complaints.filter(isOurs), []);
  });

  test('an address that names nothing, or holds what is no number or no day, is told of as that, with a way on', async () => {
    const tenant = (path = '') => `/dashboard/tenants/${console.shop.tenantId}${path}`;
    const { page } = await console.visitAsAdmin(tenant());
    const nobody = '11111111-1111-4111-8111-111111111111';
    const told: Readonly<Record<string, string>> = {
      '/dashboard/tenants/not-an-id': 'There is no such tenant',
      [`/dashboard/tenants/${nobody}/analytics`]: 'There is no such tenant',
      [tenant('/experiments/not-an-id')]: 'There is no such experiment',
      [tenant(`/experiments/${nobody}`)]: 'There is no such experiment',
      [tenant('/analytics?from=garbage')]: 'from is “garbage”, and has to be',
      [tenant('/dead-letters?offset=abc')]: 'No dead letter',
    };
    for (const [path, words] of Object.entries(told)) {
      await page.goto(console.url + path);
      await page.getByRole('main').getByText(words).first().waitFor();
      assert.equal(
        await page.getByRole('button', { name: 'Try again' }).count(),
        0,
        `${path}: again would say the same`,
      );
    }
    await page.context().close();
  });

  test('control: a choice that the URL does not hold is found', async () => {
    const lost: string[] = [];
    await open(at(console.shop.tenantId, '/audit'));
    await page.evaluate(
      "document.querySelector('main').insertAdjacentHTML('beforeend', '<button aria-pressed=true>Forgotten</button>')",
    );
    await readAnew(lost, 1);
    assert.match(lost.join(), /audit shows .* in place of .*Forgotten/);
  });
});

/** On a busy machine the API may answer 503 while Postgres is slow; the pages say so and ask again. */
const isOurs = (text: string): boolean => !text.includes('status of 503');
