import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask, type Json } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** How an admin makes a widget and asks why it shows what it shows. */
/** Half of them said that nothing is saved, when what is told of a placement could be forgotten after it had come. */
const visits = 8;

describe('widgets and explanations in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  const tenant = () => `${console.product.url}/api/v1/tenants/${console.shop.tenantId}`;
  const token = () => console.shop.adminToken;
  before(async () => {
    console = await openConsole();
    const products = Array.from({ length: 12 }, (_, n) => ({
      productId: `p-${n}`,
      name: `Product ${n}`,
      category: n < 6 ? 'Home' : 'Garden',
      price: n + 1,
    }));
    assert.equal((await ask(`${tenant()}/catalog/batch`, { token: token(), body: products })).status, 200);
    await waitFor(
      async () => (await ask(`${tenant()}/recommendations?limit=12`, { token: token() })).body.data.length === 12,
      () => 'the products can be recommended',
    );
  });
  after(() => console?.close());

  const path = (page: string, rest = '') => `/dashboard/tenants/${console.shop.tenantId}/${page}${rest}`;
  const saved = async (): Promise<Json> => (await ask(`${tenant()}/widgets`, { token: token() })).body.data[0];

  test('a widget is changed beside a preview that the real tag draws, saved, rolled back and deleted', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('widgets', '?placement=home'));
    await page.clock.install();
    await page.reload();
    const preview = page.frameLocator('iframe');
    await preview.getByText('Product 11').waitFor();
    await page.getByLabel('Title').fill('Made for you');
    await page.getByLabel('Text of the button').fill('Have a look');
    await page.getByLabel('Products', { exact: true }).fill('4');
    await page.getByLabel('Products', { exact: true }).press('Tab');
    await preview.getByRole('heading', { name: 'Made for you' }).waitFor();
    await waitFor(
      async () => (await preview.getByText('Have a look').count()) === 4,
      () => 'four products with the new text',
    );
    assert.equal(await saved(), undefined, 'a preview saves nothing');
    const readAnew = page.waitForResponse((response) => response.url().endsWith(`/tenants/${console.shop.tenantId}`));
    await page.clock.fastForward(70_000);
    await readAnew;
    assert.equal(
      await page.getByLabel('Title').inputValue(),
      'Made for you',
      'a draft outlives the refresh of the page',
    );
    await page.getByRole('button', { name: 'Dark page' }).click();
    await page.getByRole('button', { name: /^Phone/ }).click();
    await page.frameLocator('iframe[title*="360"]').getByText('Have a look').first().waitFor();
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), {
      placement: 'home',
      width: 'phone',
      ground: 'dark',
    });
    assert.deepEqual(await pageFaults(page), []);

    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page.getByText('Version 1 is saved').waitFor();
    assert.equal((await saved()).title, 'Made for you');
    await page.getByLabel('Layout').selectOption({ label: 'List' });
    await page.getByLabel('Colour', { exact: true }).fill('red');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.locator('[name="theme.primaryColor"][aria-invalid="true"]').waitFor();
    await page.getByLabel('Colour', { exact: true }).fill('#AA2211');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 is saved').waitFor();
    await page.getByRole('button', { name: 'Roll back to 1' }).click();
    await page.getByText('Version 3 is what version 1 was.').waitFor();
    assert.equal((await saved()).layout, 'grid');

    await page.getByRole('button', { name: 'Delete the widget' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('home');
    await dialog.getByRole('button', { name: 'Delete the widget' }).click();
    await page.getByText('home has the defaults again.').waitFor();
    assert.equal(await saved(), undefined);
    const byBrowser = complaints.filter((text) => !text.includes('400'));
    assert.deepEqual(byBrowser, [], 'but for the 400 that the browser notes by itself');
    await page.context().close();
  });

  test('a saved widget is there too when it comes in the same moment as the list of placements that leads to it', async () => {
    const widget = { placementId: 'cart', title: 'Goes with it' };
    const created = await ask(`${tenant()}/widgets`, { token: token(), body: widget });
    assert.equal(created.status, 201);
    // The list of placements and that of widgets are answered at about the same moment, now the one first and now the other.
    for (let visit = 0; visit < visits; visit++) {
      const { page } = await console.visitAsAdmin(path('widgets'));
      await page.getByText('Version 1.', { exact: true }).waitFor();
      assert.equal(await page.getByLabel('Title').inputValue(), 'Goes with it');
      await page.context().close();
    }
    const { data } = created.body;
    await ask(`${tenant()}/widgets/${data.id}`, {
      token: token(),
      method: 'DELETE',
      headers: { 'if-match': `"${data.version}"` },
    });
    assert.equal(await saved(), undefined, 'nothing is left of it');
  });

  test('an answer is explained: its evidence, what lost and why, why it is short, and what another setting would do', async () => {
    const rules = [
      ruleOf('garden', 'Never the garden', { action: 'exclude', filter: { field: 'category', eq: 'Garden' } }),
    ];
    await ask(`${tenant()}/placements/home/rules`, { method: 'PUT', token: token(), body: { rules } });
    const { page, complaints } = await console.visitAsAdmin(path('explain', '?placement=home'));
    await page.getByRole('heading', { name: 'Why it is short: 6 of 8' }).waitFor();
    const lost = page.getByRole('region', { name: 'Lost candidates' });
    await lost.getByText('is taken by rule “garden”').first().waitFor();
    await lost.getByText('Product 11').waitFor();
    await page.getByText('Evidence').first().click();
    await page.getByText('Proposed by: The newest products.').first().waitFor();
    const tried = page.locator('section').filter({ has: page.getByRole('heading', { name: 'With this change' }) });
    await page.getByLabel('What if').selectOption({ label: 'No rules at all' });
    await tried.getByText('new: The newest products').first().waitFor();
    assert.equal(new URL(page.url()).searchParams.get('with'), 'rules-off');
    assert.deepEqual(await pageFaults(page), []);
    await page.getByLabel('What if').selectOption({ label: 'A rule: Limit' });
    await page.getByLabel('At most').fill('1');
    await page.getByLabel('At most').press('Tab');
    await tried.getByText('is held back by rule “tried”: there are enough of its kind').nth(4).waitFor();
    await page.reload();
    await tried.getByText('is held back by rule “tried”').nth(4).waitFor();
    await page.getByText('would be lost').nth(4).waitFor();
    await page.getByLabel('What if').selectOption({ label: 'A rule: Boost' });
    await tried.getByText('Say above what the rule is about').waitFor();
    await page.getByLabel('What if').selectOption({ label: 'A setting: trending windowMs' });
    await tried.getByText('It changes nothing here').waitFor();
    const length = page.getByLabel('windowMs');
    await length.fill('1');
    await length.press('Tab');
    await page.locator('[name="config.strategies.trending.windowMs"][aria-invalid="true"]').waitFor();
    const { body: now } = await ask(tenant(), { token: token() });
    assert.equal(now.data.config.strategies.trending.windowMs, 86_400_000, 'trying sets nothing');
    const byBrowser = complaints.filter((text) => !text.includes('400'));
    assert.deepEqual(byBrowser, [], 'but for the two refusals that the browser notes by itself');
    await page.goto(`${new URL(page.url()).origin}${path('explain', '?placement=home&with=config.gone&to=1')}`);
    await tried.getByText('The address asks for “config.gone”, which is nothing that can be tried').waitFor();
    assert.equal(await tried.getByText('It changes nothing here').count(), 0);
    await page.context().close();
  });
});

// biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
const ruleOf = (id: string, name: string, what: object) => ({ id, name, then: what });
