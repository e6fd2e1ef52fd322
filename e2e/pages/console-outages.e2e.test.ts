import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Route } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** What an admin sees while a part of a page, or the network, is gone. */
describe('outages in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  const tenant = (page = '') => `/dashboard/tenants/${console.shop.tenantId}${page}`;

  test('a page that is older than the console is read anew when a part of it is gone, where it is led to, and only once', async () => {
    const { page } = await console.visitAsAdmin(tenant('/events'));
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    await page.evaluate('window.isOld = true');
    let missing = 0;
    const isGone = async (route: Route) => {
      missing += 1;
      await route.fulfill({ status: 404 });
    };
    const part = /\/_build\/assets\/audit-[^/]*\.js$/;
    await page.route(part, isGone, { times: 1 });
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    assert.deepEqual([missing, await page.evaluate('window.isOld ?? false')], [1, false]);
    // Control: while its parts are there a page is not read anew.
    await page.evaluate('window.isOld = true');
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    assert.equal(await page.evaluate('window.isOld'), true);
    await page.context().close();
  });

  test('a page whose part does not come says so, and opens by itself once the part is there', async () => {
    const { page } = await console.visit('/pricing');
    const part = /\/_build\/assets\/login-(?!path)[^/]*\.js$/;
    let asked = 0;
    await page.route(part, async (route) => {
      asked += 1;
      await route.fulfill({ status: 503 });
    });
    await page.goto(`${console.url}/login`);
    await page.getByRole('heading', { level: 1, name: 'This page could not be opened' }).waitFor();
    await page.getByRole('alert').getByText('A part of it did not come.').waitFor();
    assert.ok(asked > 0);
    assert.equal(await page.getByLabel('E-mail').count(), 0, 'control: without its part the page has no form');
    assert.deepEqual(await pageFaults(page), []);
    await page.unroute(part);
    await page.getByLabel('E-mail').waitFor();
    await page.context().close();
  });

  test('a page whose first script does not come says that nothing can be pressed, and opens by itself once it is there', async () => {
    const { page } = await console.visit('/pricing');
    assert.equal(await page.getByRole('alert').count(), 0, 'control');
    const first = /\/_build\/assets\/entry-client-[^/]*\.js$/;
    await page.route(first, (route) => route.fulfill({ status: 503 }));
    await page.goto(`${console.url}/login`);
    await page.getByRole('alert').getByText('nothing on it can be pressed yet').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.unroute(first);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByLabel('E-mail').fill('nobody@shop.example');
    await page.getByLabel('Password').fill('no password of theirs');
    await page.keyboard.press('Enter');
    await page.getByText('E-mail and password do not match.').waitFor();
    await page.context().close();
  });

  test('what was pressed before the scripts had come is done once they have', async () => {
    const { page, complaints } = await console.visitAsAdmin(tenant('/audit'), {
      viewport: { width: 390, height: 800 },
    });
    const held = Promise.withResolvers<void>();
    await page.route(/\/_build\/assets\/entry-client-[^/]*\.js$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Navigation' }).press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Navigation' });
    assert.equal(await drawer.count(), 0, 'control: nothing can be done yet');
    held.resolve();
    await drawer.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('offline is said plainly, and what could not be loaded comes by itself once the network is back', async () => {
    const { page } = await console.visitAsAdmin(tenant('/audit'));
    await page.getByTitle('Only this kind of act').filter({ hasText: 'tenant.created' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline: what is shown is as it was.').waitFor();
    await page.getByLabel('What').selectOption('api_key.created');
    await page.getByRole('alert').getByText('The console cannot be reached. Are you online?').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.context().setOffline(false);
    await page.getByTitle('Only this kind of act').nth(2).waitFor();
    assert.equal(await page.getByTitle('Only this kind of act').filter({ hasText: 'api_key.created' }).count(), 3);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    assert.equal(await page.getByText('The console cannot be reached').count(), 0);
    await page.context().close();
  });

  test('offline, a page that was not read yet says so within the frame, other pages are in reach, and it opens once the network is back', async () => {
    const { page } = await console.visitAsAdmin(tenant('/api-keys'));
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor();
    await page.evaluate('window.isOld = true');
    await page.context().setOffline(true);
    const main = page.getByRole('main');
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await main.getByRole('heading', { level: 1, name: 'This page could not be opened' }).waitFor();
    await main.getByRole('alert').getByText('A part of it did not come.').waitFor();
    assert.equal(new URL(page.url()).pathname, tenant('/audit'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'API keys' }).click();
    await main.getByRole('alert').getByText('The console cannot be reached. Are you online?').waitFor();
    assert.equal(await page.evaluate('window.isOld'), true, 'control: the page was not read anew meanwhile');
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();

    await page.goto(`${console.url}/docs`);
    const rules = page.locator('a[href="/docs/rules"]').first();
    await rules.waitFor();
    await page.context().setOffline(true);
    await rules.click();
    await main.getByRole('heading', { level: 1, name: 'This page could not be opened' }).waitFor();
    assert.ok(await page.getByLabel('Search the docs').isVisible(), 'the list of the docs stays beside it');
    await page.getByRole('link', { name: 'Pricing' }).click();
    await page.waitForURL(`${console.url}/pricing`);
    await main.getByRole('heading', { level: 1, name: 'This page could not be opened' }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'Prices follow what you use' }).waitFor();
    await page.context().close();
  });

  test('while a page is on its way its frame is there, and keeps the focus', async () => {
    const { page, complaints } = await console.visitAsAdmin(tenant('/audit'));
    const held = Promise.withResolvers<void>();
    let asked = 0;
    await page.route(/\/_build\/assets\/audit-[^/]*\.js$/, async (route) => {
      asked += 1;
      await held.promise;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await page.getByRole('main').getByRole('status', { name: 'Loading' }).waitFor();
    await waitFor(
      async () => asked > 0,
      () => 'the part of the page to be asked for',
    );
    const settings = page.getByRole('link', { name: 'Settings' });
    await settings.focus();
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 0, 'control: the page is not there yet');
    held.resolve();
    await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
    await settings.and(page.locator(':focus')).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('while the API is away a page says so once for each thing that it shows', async () => {
    const { page } = await console.visitAsAdmin(tenant('/api-keys'));
    await page.getByRole('heading', { name: '3 of 10 active keys' }).waitFor();
    await page.route('**/api/v1/**', (route) => route.fulfill({ status: 503 }));
    await page.getByRole('link', { name: 'Experiments' }).first().click();
    await page.getByRole('alert').getByText('The server has answered 503').waitFor();
    await page.getByRole('link', { name: 'API keys' }).first().click();
    await page.getByRole('alert').getByText('The server has answered 503').waitFor();
    assert.equal(await page.getByRole('alert').count(), 1);
    await page.unroute('**/api/v1/**');
    await page.getByRole('heading', { name: '3 of 10 active keys' }).waitFor();
    await page.context().close();
  });
});
