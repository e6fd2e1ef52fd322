import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** What an admin does with the keys of a shop. */
describe('API keys in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  const keysPath = () => `/dashboard/tenants/${console.shop.tenantId}/api-keys`;
  const statusWith = async (key: string) =>
    (await ask(`${console.product.url}/api/v1/recommendations`, { token: key })).status;

  test('a key is shown once, works at once, and is refused when its name was typed', async () => {
    const { page, complaints } = await console.visitAsAdmin(keysPath());
    await page.getByRole('heading', { name: '3 of 10 active keys' }).waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('Storefront');
    await page.getByLabel('Reads a minute').fill('2000');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const shown = await page.getByRole('region', { name: 'The key' }).innerText();
    assert.match(shown, /^rk_live_/);
    assert.ok((await page.getByRole('region', { name: 'Tag' }).innerText()).includes(shown), 'the snippet has the key');
    assert.equal(await statusWith(shown), 200);
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Storefront' });
    await row.getByText('2,000').waitFor();
    const titles = await page.getByRole('columnheader').allInnerTexts();
    const requests = row.getByRole('cell').nth(titles.indexOf('Requests in 24 h'));
    await waitFor(
      async () => {
        await page.reload();
        return (await requests.innerText()) === '1';
      },
      () => 'the request to be counted',
    );
    assert.ok(!(await page.content()).includes(shown), 'it is nowhere in the page any more');
    assert.ok(!JSON.stringify(await page.evaluate('({ ...localStorage, ...sessionStorage })')).includes(shown));

    await row.getByRole('button', { name: 'Revoke Storefront' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Store');
    await dialog.getByRole('button', { name: 'Revoke the key' }).click();
    await dialog.getByText('to confirm.').waitFor();
    assert.equal(await statusWith(shown), 200, 'a name that is half typed revokes nothing');
    await dialog.getByRole('textbox').fill('Storefront');
    await dialog.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText('Storefront is revoked.').waitFor();
    await row.waitFor({ state: 'detached' });
    assert.equal(await statusWith(shown), 401);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a press beside a dialog takes away neither what was typed nor a key that is shown once', async () => {
    const { page } = await console.visitAsAdmin(keysPath());
    const dialog = page.getByRole('dialog');
    const create = page.getByRole('button', { name: 'Create a key' });
    await create.click();
    await dialog.waitFor();
    await page.mouse.click(5, 300);
    await dialog.waitFor({ state: 'detached' });
    await create.click();
    await page.getByLabel('Name').fill('Kept key');
    await page.mouse.click(5, 300);
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.getByRole('region', { name: 'The key' }).waitFor();
    await page.mouse.click(5, 300);
    await page
      .getByRole('region', { name: 'The key' })
      .getByText(/^rk_live_/)
      .waitFor();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('who thinks better of what wants a name typed is asked for it anew', async () => {
    const { page } = await console.visitAsAdmin(keysPath().replace('api-keys', 'settings'));
    const dialog = page.getByRole('dialog');
    for (const typed of ['', '']) {
      await page.getByRole('button', { name: 'Delete the tenant' }).click();
      assert.equal(await dialog.getByRole('textbox').inputValue(), typed);
      await dialog.getByRole('textbox').fill('Test shop');
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  test('how long ago something was goes on being told while it is looked at', async () => {
    const { page } = await console.visitAsAdmin(keysPath());
    await page.clock.install();
    await page.reload();
    const created = page.getByRole('row').filter({ hasText: 'read_write live' }).getByRole('cell').nth(6);
    await created.waitFor();
    const before = await created.innerText();
    await page.clock.runFor(60_000);
    await created.filter({ hasNotText: before }).waitFor();
    assert.match(await created.innerText(), /^\d+ min ago$/);
    await page.context().close();
  });

  test('a limit that is none is told at its field, and the eleventh key is refused in words', async () => {
    const url = `${console.product.url}/api/v1/tenants/${console.shop.tenantId}/api-keys`;
    const { body: made } = await ask(url, { token: console.shop.adminToken });
    for (let n = made.data.length; n < 10; n++) {
      const body = { name: `Key ${n}`, permissions: 'read' };
      assert.equal((await ask(url, { token: console.shop.adminToken, body })).status, 201);
    }
    const { page } = await console.visitAsAdmin(keysPath());
    await page.getByRole('heading', { name: '10 of 10 active keys' }).waitFor();
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('One too many');
    await page.getByLabel('Writes a minute').fill('0');
    await page.getByLabel('Name').press('Enter');
    await page.locator('[name="writesPerMinute"][aria-invalid="true"]').waitFor();
    await page.getByLabel('Writes a minute').fill('');
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('alert').getByText('A tenant has 10 active keys at most').waitFor();
    await page.context().close();
  });
});
