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
