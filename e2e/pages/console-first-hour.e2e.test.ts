import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { drained } from '../support/recount.ts';

/** From a sign-up to a first recommendation, each step ticked off by what really happened. */
describe('the first hour in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  test('each step ticks itself off: keys, the first event as it arrives, products, a question, a widget', async () => {
    const { page, complaints } = await console.visit('/signup');
    await page.getByLabel('E-mail').fill('new@shop.example');
    await page.getByLabel('Password').fill('a long password');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard');
    await page.getByLabel('Name').fill('New shop');
    await page.getByRole('button', { name: 'Create the tenant' }).click();
    await page.getByRole('heading', { name: 'The first hour of New shop' }).waitFor();
    const step = (id: string, isDone: boolean) => page.locator(`[data-step=${id}][data-done=${isDone}]`).waitFor();
    await step('tenant', true);
    await step('keys', false);
    await page.getByRole('button', { name: 'Make the keys' }).click();
    await step('keys', true);
    await page.getByText('Waiting for your first event').waitFor();
    const snippet = (await page.getByRole('region', { name: 'curl', exact: true }).textContent()) ?? '';
    const key = /rk_live_[\w-]+/.exec(snippet)?.[0] ?? '';
    assert.ok(key !== '', `the real key stands in the snippet: ${snippet}`);

    const api = `${console.product.url}/api/v1`;
    const send = (path: string, body: object) => ask(`${api}${path}`, { token: key, body });
    await step('event', false);
    await send('/events', { eventType: 'product_viewed', userId: 'ada', productId: 'p-1' });
    await step('event', true);
    await page.getByText('product_viewed of p-1 by ada').waitFor();

    await step('catalog', false);
    const navigation = page.getByRole('navigation', { name: 'Dashboard' });
    await navigation.getByRole('link', { name: 'Catalog' }).click();
    await page.getByRole('heading', { level: 1, name: 'Catalog' }).waitFor();
    await navigation.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('region', { name: 'A product' }).getByText(key).waitFor();
    assert.match(
      (await page.getByRole('link', { name: 'Upload a file' }).getAttribute('href')) ?? '',
      /\/catalog\/upload$/,
    );
    const whereKeys = page.getByRole('link', { name: 'make new ones' });
    assert.equal(await whereKeys.count(), 0, 'control: the keys are known');
    await page.reload();
    await page.getByRole('region', { name: 'A product' }).getByText('$KEY').waitFor();
    await whereKeys.waitFor();
    await send('/catalog', { productId: 'p-1', name: 'Blue mug', category: 'kitchen', price: 12.95 });
    await step('catalog', true);
    await step('recommendation', false);
    await waitFor(
      async () => (await ask(`${api}/recommendations?userId=bob`, { token: key })).body.data?.length === 1,
      () => 'the product is recommended',
    );
    await step('recommendation', true);
    await step('widget', false);
    assert.deepEqual(await axeViolations(page), []);
    await send('/events', {
      eventType: 'recommendation_impressed',
      userId: 'ada',
      productId: 'p-1',
      metadata: { placementId: 'home' },
    });
    await page.getByRole('heading', { name: 'Your first hour is done' }).waitFor();
    assert.deepEqual(complaints, []);

    await page.reload();
    await page.getByRole('region', { name: 'Health' }).getByText('Models know everything until').waitFor();
    await page.getByRole('heading', { name: 'Usage by month' }).waitFor();
    assert.equal(await page.getByText('first hour').count(), 0, 'who is through does not see it again');
    await page.context().close();
  });

  test('an e-mail that has an account is told at its field', async () => {
    const { page } = await console.visit('/signup');
    const email = page.getByLabel('E-mail');
    await email.fill('new@shop.example');
    await page.getByLabel('Password').fill('a long password');
    await page.keyboard.press('Enter');
    await page.getByText('There is an account with this e-mail: log in.').waitFor();
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('alert').count(), 0, 'and not above the button');
    await page.context().close();
  });

  test('of several tenants the dashboard guides the newest', async () => {
    const { product, shop } = console;
    const tenants = `${product.url}/api/v1/tenants`;
    const create = await ask(tenants, { token: shop.adminToken, body: { name: 'Second shop' } });
    const { page } = await console.visitAsAdmin('/dashboard');
    await page.getByRole('heading', { name: 'The first hour of Second shop' }).waitFor();
    await page.context().close();
    const removed = await ask(`${tenants}/${create.body.data.id}`, { token: shop.adminToken, method: 'DELETE' });
    assert.equal(removed.status, 204);
  });

  test('the overview says how the shop does, by figures of the API, in both themes and at 360 px', async () => {
    const { shop, product } = console;
    await ask(`${product.url}/api/v1/events`, {
      token: shop.writeKey,
      body: { eventType: 'product_viewed', userId: 'ada', productId: 'p-1' },
    });
    await drained(product);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await console.visitAsAdmin(`/dashboard/tenants/${shop.tenantId}`, {
        colorScheme,
        viewport: { width: 360, height: 800 },
      });
      await page.getByRole('region', { name: 'Health' }).getByText('none').waitFor();
      const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' }).format();
      await page.getByRole('row', { name: `${month} 1 0` }).waitFor();
      await page.getByText('API key “read_write live” was created').waitFor();
      await page.getByRole('link', { name: 'No recommendation was shown in the last 30 days' }).waitFor();
      const empty = page.getByText('No recommendation was shown in these days').locator('..');
      const fill = empty.getByRole('button', { name: 'Fill with demo data' });
      assert.equal(await fill.count(), 0, 'control: the first hour offers it');
      await page.getByRole('button', { name: 'Put this away' }).click();
      await fill.waitFor();
      assert.deepEqual(await axeViolations(page), [], colorScheme);
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0);
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });
});
