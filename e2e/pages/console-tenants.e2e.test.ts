import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';

/** What an admin does with tenants, by clicks and by keys alone. */
describe('tenants in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  const tenants = async (): Promise<{ name: string; status: string }[]> =>
    (await ask(`${console.product.url}/api/v1/tenants`, { token: console.shop.adminToken })).body.data;
  const stateOf = async (name: string) => (await tenants()).find((tenant) => tenant.name === name)?.status;

  test('a tenant is created, suspended, reactivated by an undo, and deleted when its name was typed', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard/tenants');
    await page.getByRole('button', { name: 'Create a tenant' }).click();
    await page.getByLabel('Name').fill('Tea & Co');
    await page.getByRole('button', { name: 'Create the tenant' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tea & Co' }).waitFor();
    assert.equal(await stateOf('Tea & Co'), 'active');

    await page.goto(`${console.url}/dashboard/tenants`);
    const row = page.getByRole('row').filter({ hasText: 'Tea & Co' });
    await row.getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('Tea & Co is suspended.').waitFor();
    assert.equal(await stateOf('Tea & Co'), 'suspended');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Tea & Co is active.').waitFor();
    assert.equal(await stateOf('Tea & Co'), 'active');

    await row.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Tea');
    await dialog.getByRole('button', { name: 'Delete the tenant' }).click();
    await dialog.getByText('to confirm.').waitFor();
    assert.equal(await stateOf('Tea & Co'), 'active', 'a name that is half typed deletes nothing');
    await dialog.getByRole('textbox').fill('Tea & Co');
    await dialog.getByRole('button', { name: 'Delete the tenant' }).click();
    await page.getByText('Tea & Co is deleted.').waitFor();
    assert.equal(await stateOf('Tea & Co'), undefined);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a tenant that is deleted while its pages are open is said to be gone, once and in their place', async () => {
    const { page } = await console.visitAsAdmin('/dashboard/tenants');
    await page.getByRole('button', { name: 'Create a tenant' }).click();
    await page.getByLabel('Name').fill('Soon gone');
    await page.getByRole('button', { name: 'Create the tenant' }).click();
    await page.getByRole('heading', { level: 1, name: 'Soon gone' }).waitFor();
    const path = new URL(page.url()).pathname.replace('/dashboard', '/api/v1');
    const { status } = await ask(console.product.url + path, { token: console.shop.adminToken, method: 'DELETE' });
    assert.equal(status, 204);
    await page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name: 'Widgets' }).click();
    await page.getByText('It was deleted, or it is not yours.').waitFor();
    assert.equal(await page.getByText('There is no such tenant').count(), 1);
    await page.locator('main').getByRole('link', { name: 'All tenants' }).click();
    await page.locator('main').getByRole('link', { name: 'Test shop' }).waitFor();
    assert.equal(await page.locator('main').getByRole('link', { name: 'Soon gone' }).count(), 0);
    await page.context().close();
  });

  test('a save in a page that does not know of a suspension says so plainly, and the page knows of it from then on', async () => {
    const { shop, product } = console;
    const { page } = await console.visitAsAdmin(`/dashboard/tenants/${shop.tenantId}/settings`);
    await page.getByLabel('Name', { exact: true }).fill('Another name');
    const path = `${product.url}/api/v1/tenants/${shop.tenantId}`;
    const set = (status: string) => ask(path, { token: shop.adminToken, method: 'PUT', body: { status } });
    assert.equal((await set('suspended')).status, 200);
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByRole('alert').getByText('The tenant was suspended meanwhile, so nothing was changed.').waitFor();
    assert.equal(await page.getByText('/api/v1/').count(), 0, 'what programs are told is not told');
    await page.getByText('is suspended: its keys answer 403').waitFor();
    await page.getByRole('button', { name: 'Reactivate the tenant' }).click();
    await page.getByRole('button', { name: 'Suspend the tenant' }).waitFor();
    assert.equal(await stateOf('Test shop'), 'active');
    await page.context().close();
  });

  test('many tenants are listed by pages, the page in the URL, and the first hour is that of the newest of all', async () => {
    const { shop, product } = console;
    for (let n = 1; n <= 101; n += 1) {
      const body = { name: `Shop ${n}` };
      const { status } = await ask(`${product.url}/api/v1/tenants`, { token: shop.adminToken, body });
      assert.equal(status, 201, `shop ${n}`);
    }
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    const rows = page.getByRole('region', { name: 'Tenants and their figures' }).getByRole('row');
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await page.getByRole('heading', { name: 'The first hour of Shop 101' }).waitFor();
    const total: number = (await ask(`${product.url}/api/v1/tenants`, { token: shop.adminToken })).body.meta.total;
    await pages.getByText(`1 to 25 of ${total}`).waitFor();
    assert.equal(await rows.count(), 1 + 25);
    for (const from of [26, 51, 76, 101]) {
      await pages.getByRole('button', { name: 'Next' }).click();
      await pages.getByText(`${from} to ${Math.min(from + 24, total)} of ${total}`).waitFor();
    }
    await rows.getByRole('link', { name: 'Shop 101' }).waitFor();
    await page.reload();
    await rows.getByRole('link', { name: 'Shop 101' }).waitFor();
    assert.ok(await pages.getByRole('button', { name: 'Next' }).isDisabled());
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('what is searched stands in the URL, and what finds nothing offers the way back', async () => {
    const { page } = await console.visitAsAdmin('/dashboard/tenants?q=nothing+like+it');
    await page.getByText('No tenant is like that').waitFor();
    assert.equal(await page.getByLabel('Search').inputValue(), 'nothing like it');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: 'Test shop' }).waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.context().close();
  });

  test('by keys alone: to the tenants, and a new one', async () => {
    const { page } = await console.visitAsAdmin('/dashboard/tenants');
    await page.getByRole('button', { name: 'Create a tenant' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create a tenant', disabled: false }).press('Enter');
    await page.getByLabel('Name').waitFor();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('By keys');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'By keys' }).waitFor();
    await page.context().close();
  });
});
