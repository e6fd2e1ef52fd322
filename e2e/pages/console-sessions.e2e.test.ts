import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { logIn, type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** Who is signed in: from the first login to the last logout, in one tab and in several. */
describe('sessions of the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());
  const tenantPath = () => `/dashboard/tenants/${console.shop.tenantId}`;

  test('a visitor of the dashboard goes to the login, and back to the very page after it', async () => {
    const path = `${tenantPath()}?from=2026-01-01`;
    const { page, complaints } = await console.visit(path);
    assert.equal(new URL(page.url()).pathname, '/login');
    await page.getByLabel('E-mail').fill(console.shop.email);
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('E-mail and password do not match.').waitFor();
    await page.getByLabel('Password').fill(console.shop.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Test shop' }).waitFor();
    assert.equal(page.url(), console.url + path);
    assert.match(complaints.join(), /^[^,]*status of 401[^,]*$/, 'the refused login, and nothing else');
    await page.context().close();
  });

  test('a reload renews the session by the cookie, and no token is in any storage', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    await page.reload();
    await page.getByRole('link', { name: 'Test shop' }).waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.cookie',
    );
    assert.doesNotMatch(kept, /eyJ/, 'no JWT');
    assert.match(kept, /recomengine_csrf/, 'control: what a script can read is read');
    assert.doesNotMatch(kept, /recomengine_refresh/);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('tabs that open at once all renew, one after the other, and the session stays', async () => {
    const { page } = await console.visitAsAdmin('/dashboard');
    const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
    await Promise.all(tabs.map((tab) => tab.goto(`${console.url}/dashboard`)));
    for (const tab of tabs) await tab.getByRole('link', { name: 'Test shop' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Test shop' }).waitFor();
    await page.context().close();
  });

  test('a logout in one tab ends the session in all, and the cookie is worth nothing any more', async () => {
    const { page } = await console.visitAsAdmin('/dashboard');
    const other = await page.context().newPage();
    await other.goto(`${console.url}${tenantPath()}`);
    await other.getByRole('heading', { level: 1, name: 'Test shop' }).waitFor();
    await page.getByRole('button', { name: console.shop.email }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL('**/login**');
    await other.waitForURL('**/login**');
    await other.getByText('You are logged out.').waitFor();
    await waitFor(
      async () => (await page.context().cookies()).every(({ value }) => value === ''),
      () => 'no cookie left',
    );
    await page.goto(`${console.url}/dashboard`);
    assert.equal(new URL(page.url()).pathname, '/login');
    await page.context().close();
  });

  test('a session that is ended in another browser is over at once, and its page leads to the login', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard/settings');
    const { page: other } = await console.visitAsAdmin('/dashboard/settings', { userAgent: 'the till' });
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'the till' });
    await row.getByText(/127\.0\.0\.1|::1/).waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await row.getByRole('button', { name: 'End' }).click();
    await page.getByText('The session of the till has ended.').waitFor();
    await row.waitFor({ state: 'detached' });
    await other.getByRole('link', { name: 'All tenants' }).click();
    await other.waitForURL('**/login**');
    await page.getByRole('row').filter({ hasText: 'this one' }).waitFor();
    const acts = page.getByRole('region', { name: 'Acts on your account' });
    assert.equal(await acts.getByText('A session was ended').count(), 0, 'control: it was read before that');
    await page.reload();
    await acts.getByText('A session was ended').waitFor();
    await acts.getByText('Signed in').nth(1).waitFor();
    await acts.getByText('The account was made').waitFor();
    assert.deepEqual(complaints, []);
    await other.context().close();
    await page.context().close();
  });

  test('what was typed into a form when its session ended is there again after the login', async () => {
    const { page } = await console.visitAsAdmin(`${tenantPath()}/settings`);
    const typed = page.getByLabel('cacheTtlSeconds');
    const before = await typed.inputValue();
    await typed.fill('77');
    const { page: other } = await console.visitAsAdmin('/dashboard/settings');
    await other.getByRole('button', { name: 'End all others' }).click();
    await other.getByText(/other sessions? ha(s|ve) ended/).waitFor();
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.waitForURL('**/login**');
    await logIn(page, console.shop);
    await page.waitForURL('**/settings');
    assert.equal(await typed.inputValue(), '77');
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('Saved.').waitFor();
    // Control: once it is sent, another end of the session brings none of it back.
    await typed.fill(before);
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('Saved.').nth(1).waitFor();
    await page.getByRole('button', { name: console.shop.email }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.waitForURL('**/login**');
    await logIn(page, console.shop);
    await page.waitForURL('**/settings');
    assert.equal(await typed.inputValue(), before);
    await other.context().close();
    await page.context().close();
  });

  test('a draft that was not saved when its session ended is there again after the login, and not in the page of another admin', async () => {
    for (const [path, label, save] of [
      ['rules', 'Name', 'Save as version 1'],
      ['widgets', 'Title', 'Save as version 1'],
    ] as const) {
      const { page } = await console.visitAsAdmin(`${tenantPath()}/${path}?placement=kept`);
      if (path === 'rules') await page.getByRole('button', { name: 'Never show' }).click();
      await page.getByLabel(label, { exact: true }).fill('Not saved yet');
      const { page: other } = await console.visitAsAdmin('/dashboard/settings');
      await other.getByRole('button', { name: 'End all others' }).click();
      await other.getByText(/other sessions? ha(s|ve) ended/).waitFor();
      await other.context().close();
      await page.getByRole('button', { name: save }).click();
      await page.waitForURL('**/login**');
      const stranger = await createShop(console.product.url);
      await logIn(page, stranger);
      await page.getByText('There is no such tenant').waitFor();
      await page.getByRole('button', { name: stranger.email }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await page.waitForURL('**/login**');
      await logIn(page, console.shop);
      await page.waitForURL(`**/${path}?placement=kept`);
      if (path === 'rules') await page.getByRole('button', { name: 'Edit Not saved yet' }).click();
      assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), 'Not saved yet');
      // Control: a page that is read anew has none of it.
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('button', { name: save }).count(), 0);
      await page.context().close();
    }
  });

  test('the theme that was chosen is the one of the first paint', async () => {
    const { page } = await console.visitAsAdmin('/dashboard', { colorScheme: 'light' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: console.shop.email }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    const dark = await ground();
    assert.notEqual(light, dark);
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const html = await (await fetch(`${console.url}/login`, { headers: { cookie } })).text();
    assert.match(html, /<html[^>]* data-theme="dark"/, 'the server has said it already');
    await page.context().close();
  });

  test('while the API is away the console says so, and goes on by itself once it is back', async () => {
    const { page } = await console.visitAsAdmin('/dashboard');
    await page.route('**/api/v1/auth/refresh', (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.unroute('**/api/v1/auth/refresh');
    const shop = page.locator('main').getByRole('link', { name: 'Test shop' });
    await shop.waitFor();
    // The same of what a page asks once it is known who is signed in.
    await page.route('**/api/v1/**', (route) => route.fulfill({ status: 502 }));
    await page.getByRole('link', { name: 'Manage tenants' }).click();
    await page.getByRole('alert').getByText('The server has answered 502').first().waitFor();
    assert.equal(await shop.count(), 0, 'control: it is not there while nothing answers');
    await page.unroute('**/api/v1/**');
    await shop.waitFor();
    await page.context().close();
  });

  test('a logout that does not reach the server is said, and the session goes on until it does', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    const logOut = async () => {
      await page.getByRole('button', { name: console.shop.email }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
    };
    for (const status of [null, 503]) {
      await page.route('**/auth/logout', (route) => (status === null ? route.abort() : route.fulfill({ status })));
      await logOut();
      await page.getByText('You are still logged in.').first().waitFor();
      assert.equal(new URL(page.url()).pathname, '/dashboard');
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.unroute('**/auth/logout');
    }
    // Control: the session is there after a reload, as was said.
    await page.reload();
    await page.getByRole('button', { name: console.shop.email }).waitFor();
    await logOut();
    await page.waitForURL('**/login**');
    assert.deepEqual(
      complaints.filter((text) => !/Failed to load resource|auth\/logout/.test(text)),
      [],
    );
    await page.context().close();
  });

  test('a sign-up tells what is wrong at its field, and leads into the dashboard', async () => {
    const { page } = await console.visit('/signup');
    await page.getByLabel('E-mail').fill('nobody');
    await page.getByLabel('Password').fill('short');
    await page.keyboard.press('Enter');
    await page.locator('[name=password][aria-invalid=true]').waitFor();
    const described = await page.getByLabel('Password').getAttribute('aria-describedby');
    const error = page.locator(`[id="${described?.split(' ').at(-1)}"]`);
    assert.match((await error.textContent()) ?? '', /8 to 72 bytes/);
    await page.getByLabel('E-mail').fill('new@shop.example');
    await page.getByLabel('Password').fill('a password of my own');
    await page.keyboard.press('Enter');
    await page.getByText('You have no tenant yet').waitFor();
    await page.context().close();
    // The account is one of the API like any other.
    const again = await console.visit('/login');
    await logIn(again.page, { email: 'new@shop.example', password: 'a password of my own' });
    await again.page.waitForURL('**/dashboard');
    await again.page.context().close();
  });
});
