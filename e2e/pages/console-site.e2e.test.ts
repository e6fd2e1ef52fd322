import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { logIn, type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** What visitors read, and how an admin gets back in who has lost the password. */
describe('the pages of the console for everybody', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());
  const textOf = async (path: string) => (await fetch(console.url + path)).text();

  test('they are whole without any script: the server has written them', async () => {
    assert.match(await textOf('/'), /<h1[^>]*>Recommendations that know/);
    for (const path of ['/', '/pricing']) assert.match(await textOf(path), /Amount pending/);
    assert.doesNotMatch(await textOf('/dashboard'), /Amount pending/, 'control');
  });

  test('without a demo shop the first page has no live widget, and asks for none', async () => {
    const { page, complaints } = await console.visit('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Live, from the demo shop' }).count(), 0);
    assert.equal(await page.locator('[data-recomengine-placement], script[src="/v1/recomengine.js"]').count(), 0);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('each page of docs/ is there, with its title, and leads to its neighbours', async () => {
    const names = readdirSync('docs').filter((file) => file.endsWith('.md'));
    for (const name of names) {
      const title = /^# (.+)$/m.exec(readFileSync(`docs/${name}`, 'utf8'))?.[1] ?? '';
      const html = await textOf(`/docs/${name.slice(0, -3)}`);
      assert.match(html, new RegExp(`<h1 id="[^"]+">${title}</h1>`), name);
      assert.doesNotMatch(html, /<th[^>]*><\/th>/, `${name}: a heading without a text`);
      for (const [, slug] of html.matchAll(/href="\/docs\/([\w-]+)/g))
        assert.ok(
          ['quickstart', 'api-reference'].includes(slug ?? '') || names.includes(`${slug}.md`),
          `${name}: ${slug}`,
        );
    }
    assert.match(
      await textOf('/docs/console'),
      /<thead>\s*<tr>\s*<td><\/td>/,
      'control: there are columns without a title',
    );
    for (const alias of ['quickstart', 'events', 'experiments', 'replay', 'sdk', 'api-reference'])
      assert.equal((await fetch(`${console.url}/docs/${alias}`)).status, 200, alias);
    assert.equal((await fetch(`${console.url}/docs/nothing`)).status, 404);
    assert.equal((await fetch(`${console.url}/nowhere`)).status, 404);
    // What the build keeps for itself is nowhere, whether its list of files names it or not.
    for (const inside of ['/.vite/manifest.json', '/.vite/manifest.json.br', '/%2evite/manifest.json', '/.env'])
      assert.equal((await fetch(console.url + inside)).status, 404, inside);
  });

  test('the search of the docs finds the section, and says so when there is none', async () => {
    const { page, complaints } = await console.visit('/docs');
    await page.getByLabel('Search the docs').fill('a user hash');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs?q=*');
    await page.getByRole('heading', { level: 1, name: 'Found for' }).waitFor();
    await page.locator('main li a[href*="#"]').first().click();
    await page.locator('article h1').waitFor();
    await page.goto(`${console.url}/docs?q=qqqqzzzz`);
    await page.getByText('No page has these words').waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('snippets of the docs have the tenant and the keys of who is signed in, and are as written for all others', async () => {
    const { page, complaints } = await console.visitAsAdmin(`/dashboard/tenants/${console.shop.tenantId}/api-keys`);
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('Docs');
    await page.keyboard.press('Enter');
    const key = await page.getByRole('region', { name: 'The key' }).innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('link', { name: 'Replay' }).click();
    await page.getByRole('link', { name: 'What each does' }).click();
    const own = page.getByRole('region', { name: 'Your own in these snippets' });
    await own.waitFor();
    assert.equal(await own.getByLabel('Key that may read').inputValue(), key, 'what was made in this page is known');

    await page.goto(`${console.url}/docs/quickstart`);
    await own.waitFor();
    assert.equal(await own.getByLabel('Key that may read').inputValue(), '', 'control: no storage has it');
    const first = page.locator('pre code').first();
    await page.locator('pre', { hasText: `$API/tenants/${console.shop.tenantId}/api-keys` }).waitFor();
    assert.match(await first.innerText(), new RegExp(`^API=${console.url}/api/v1\n`));
    await own.getByLabel('Key that may write').fill(` ${key} `);
    await page
      .locator('pre', { hasText: `Authorization: Bearer ${key}` })
      .first()
      .waitFor();
    await own.getByLabel('Key that may write').fill('');
    await page.locator('pre', { hasText: 'Authorization: Bearer $KEY' }).first().waitFor();
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();

    const visitor = await console.visit('/docs/quickstart');
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    assert.match(await visitor.page.locator('pre code').first().innerText(), /^API=http:\/\/127\.0\.0\.1:5008/);
    assert.equal((await visitor.page.locator('pre', { hasText: '/tenants/$TENANT/' }).count()) > 0, true, 'control');
    await visitor.page.context().close();
  });

  test('who is signed in is offered the dashboard in place of the login, as the server wrote it', async () => {
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    await page.getByRole('navigation', { name: 'Dashboard' }).waitFor();
    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const written = await (await fetch(`${console.url}/pricing`, { headers: { cookie: cookies } })).text();
    assert.match(written, /href="\/dashboard"/);
    assert.doesNotMatch(written, /href="\/login"/);
    assert.match(await textOf('/pricing'), /href="\/login"/, 'control: a visitor');
    for (const path of ['/', '/pricing', '/docs']) {
      await page.goto(console.url + path);
      await page.getByRole('link', { name: 'Dashboard', exact: true }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Log in' }).count(), 0, path);
    }
    await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
    await page.getByRole('navigation', { name: 'Dashboard' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a forgotten password is set anew by the link of the mail', async () => {
    const { page } = await console.visit('/forgot-password');
    await page.getByLabel('E-mail').fill(console.shop.email);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('on the way').waitFor();
    const link = /reset-password\?token=[\w-]{43}/;
    await waitFor(
      async () => link.test(console.product.output()),
      () => 'the link, which the log has where there is no mail server',
    );
    await page.goto(`${console.url}/${link.exec(console.product.output())?.[0]}`);
    await page.getByLabel('New password').fill('another long password');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/login');
    await logIn(page, { email: console.shop.email, password: 'another long password' });
    await page.waitForURL('**/dashboard');
    await page.getByRole('link', { name: 'Your account' }).click();
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('a third long password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The current password is not right.').waitFor();
    await page.getByLabel('Current password').fill('another long password');
    await page.getByLabel('New password').press('Enter');
    await page.getByText('The password is changed').waitFor();
    await page.context().close();
  });
});
