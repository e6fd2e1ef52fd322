import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask, type Json } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

const products = Array.from({ length: 30 }, (_, n) => ({
  productId: n === 0 ? 'mug/1 ü' : `p-${String(n).padStart(2, '0')}`,
  name: n === 0 ? 'Blue mug' : `Product ${n}`,
  category: n < 20 ? 'Home > Kitchen' : 'Garden',
  price: 10 + n,
  available: n !== 5,
  attributes: n < 10 ? { colour: n < 3 ? 'blue' : 'red', season: 'winter' } : {},
}));

/** What an admin does with the products of a shop. */
describe('the catalog in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
    const { status } = await ask(`${api()}/batch`, { token: console.shop.adminToken, body: products });
    assert.equal(status, 200);
  });
  after(() => console?.close());

  const api = () => `${console.product.url}/api/v1/tenants/${console.shop.tenantId}/catalog`;
  const path = (rest = '') => `/dashboard/tenants/${console.shop.tenantId}/catalog${rest}`;
  const productNow = async (productId: string, space = 'live'): Promise<Json> =>
    (await ask(`${api()}/${encodeURIComponent(productId)}?space=${space}`, { token: console.shop.adminToken })).body
      .data;
  const untilProduct = (productId: string, is: (product: Json) => boolean) =>
    waitFor(
      async () => is(await productNow(productId)),
      () => `the change of ${productId}`,
    );

  test('search, category, availability and page stand in the URL, and each choice says how many it leaves', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByText('1 to 25 of 30').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('26 to 30 of 30').waitFor();
    await page.reload();
    await page.getByText('26 to 30 of 30').waitFor();
    await page.getByRole('button', { name: 'Home > Kitchen 20' }).click();
    await page.getByText('1 to 20 of 20').waitFor();
    await page.getByLabel('Availability').selectOption({ label: 'Unavailable (1)' });
    await page.getByText('1 to 1 of 1').waitFor();
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), {
      category: 'Home > Kitchen',
      available: 'false',
    });
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('No product is like that').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByText('1 to 25 of 30').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('attributes that are chosen, and those that rules name, are counted and narrow the list, in the URL', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByText('1 to 25 of 30').waitFor();
    await page.getByLabel('Narrow by attribute').fill('colour');
    await page.getByLabel('Narrow by attribute').press('Enter');
    const colours = page.getByRole('region', { name: 'Values of colour' });
    await colours.getByRole('button', { name: 'blue 3' }).click();
    await page.getByText('1 to 3 of 3').waitFor();
    await colours.getByRole('button', { name: 'red 7' }).waitFor();
    await page.reload();
    await page.getByText('1 to 3 of 3').waitFor();
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), {
      attribute: 'colour:blue',
      facetsOf: 'colour',
    });
    assert.deepEqual(await pageFaults(page), []);
    await colours.getByRole('button', { name: 'blue 3' }).click();
    await page.getByText('1 to 25 of 30').waitFor();
    await colours.getByRole('button', { name: 'Hide colour' }).click();
    await colours.waitFor({ state: 'detached' });

    const season = { field: 'attributes.season', eq: 'winter' };
    // biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
    const rules = [{ id: 'winter', name: 'Winter', then: { action: 'boost', filter: season, factor: 2 } }];
    const url = `${console.product.url}/api/v1/tenants/${console.shop.tenantId}/placements/*/rules`;
    assert.equal((await ask(url, { method: 'PUT', token: console.shop.adminToken, body: { rules } })).status, 200);
    await page.goto(`${console.url}${path()}`);
    await page.getByRole('region', { name: 'Values of season' }).getByRole('button', { name: 'winter 10' }).waitFor();
    assert.equal(await colours.count(), 0, 'control: no rule names the colour');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a page of no product, and of one that a browser cannot ask for, say so', async () => {
    const { page } = await console.visitAsAdmin(path('/product'));
    await page.getByText('The address names no product').waitFor();
    for (const productId of ['.', '..']) {
      await page.goto(`${console.url}${path(`/product?productId=${productId}`)}`);
      await page.getByText(`Browsers cannot ask for a product whose id is “${productId}”`).waitFor();
    }
    await page.context().close();
  });

  test('a price is edited where it stands by keys, availability by a switch, and both are undone', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('?q=Product+7'));
    await page.getByRole('button', { name: 'Edit the price of Product 7: $17.00', disabled: false }).press('Enter');
    await page.getByRole('textbox', { name: 'the price of Product 7' }).fill('much');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('as a plain decimal from 0 to').waitFor();
    assert.equal((await productNow('p-07')).price, 17, 'what is no price changes nothing');
    await page.getByRole('textbox', { name: 'the price of Product 7' }).fill('19.5');
    await page.keyboard.press('Enter');
    await untilProduct('p-07', ({ price }) => price === 19.5);
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilProduct('p-07', ({ price }) => price === 17);
    await page.getByRole('switch', { name: 'Product 7 is available' }).press('Space');
    await page.getByText('Product 7 is unavailable.').waitFor();
    await untilProduct('p-07', ({ available }) => available === false);
    const browserSaid = complaints.filter((text) => !text.includes('400'));
    assert.deepEqual(browserSaid, [], 'but for the 400 that the browser notes by itself');
    await page.context().close();
  });

  test('an edit that is refused stays open with what was typed and the reason at it, and Escape gives it up', async () => {
    const { page } = await console.visitAsAdmin(path('?q=Product+6'));
    const refuse = async (label: string, field: string, typed: string) => {
      const edited = page.getByRole('textbox', { name: label });
      if (!(await edited.isVisible())) await page.getByRole('button', { name: `Edit ${label}:` }).press('Enter');
      await edited.fill(typed);
      const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
      await edited.press('Enter');
      assert.equal((await answer).status(), 400);
      const refused = page.locator(`input[aria-label="${label}"][aria-invalid="true"]:not([readonly])`);
      await refused.waitFor();
      assert.equal(await edited.inputValue(), typed);
      const reason = page.locator(`[id="${await refused.getAttribute('aria-describedby')}"]`);
      assert.match(await reason.innerText(), new RegExp(field), typed);
    };
    for (const typed of ['12,50', '-3', 'abc', '']) await refuse('the price of Product 6', 'price', typed);
    assert.deepEqual(await pageFaults(page), []);
    await page.getByLabel('Search').focus();
    const open = page.getByRole('textbox', { name: 'the price of Product 6' });
    assert.equal(await open.inputValue(), '', 'leaving it neither closes it nor sends the same again');
    await open.press('Escape');
    const price = page.getByRole('button', { name: 'Edit the price of Product 6: $16.00' });
    await price.waitFor();
    const focused = await page.evaluate<string>('document.activeElement.textContent');
    assert.match(focused, /^Edit the price of Product 6/);
    for (const typed of ['n'.repeat(600), '', ' ']) await refuse('the name of p-06', 'name', typed);
    await page.getByRole('textbox', { name: 'the name of p-06' }).fill('Product 6 renamed');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Edit the name of p-06: Product 6 renamed' }).waitFor();
    assert.deepEqual([(await productNow('p-06')).price, (await productNow('p-06')).name], [16, 'Product 6 renamed']);
    await page.context().close();
  });

  test('a price of four decimals is shown as it is, and its point stands below the others', async () => {
    const bolt = { productId: 'bolt', name: 'Bolt of four decimals', category: 'Bolts', price: 0.0525 };
    const nut = { productId: 'nut', name: 'Nut of two decimals', category: 'Bolts', price: 2.5 };
    const { status } = await ask(`${api()}/batch`, { token: console.shop.adminToken, body: [bolt, nut] });
    assert.equal(status, 200);
    const { page } = await console.visitAsAdmin(path('?category=Bolts'));
    const price = (name: string, text: string) =>
      page
        .getByRole('button', { name: `Edit the price of ${name}: ${text}`, exact: true })
        .getByText(text, { exact: true });
    const paddingOf = async (name: string, text: string) => {
      await price(name, text).waitFor();
      return price(name, text).getAttribute('style');
    };
    assert.equal(await paddingOf(bolt.name, '$0.0525'), 'padding-right: 0ch;');
    assert.equal(await paddingOf(nut.name, '$2.50'), 'padding-right: 2ch;');
    await page.getByRole('link', { name: 'bolt', exact: true }).click();
    await page.getByText('$0.0525', { exact: true }).waitFor();
    await page.getByText(/^As of [\d:]+ by your clock, asked again each minute\./).waitFor();
    await page.context().close();
    for (const { productId } of [bolt, nut])
      await ask(`${api()}/${productId}`, { token: console.shop.adminToken, method: 'DELETE' });
  });

  test('an edit that was begun stays open when the list is read anew, and shows what else has changed', async () => {
    const { page } = await console.visitAsAdmin(path());
    const { price } = await productNow('p-08');
    const priceOf = (product: number) => page.getByRole('button', { name: `Edit the price of Product ${product}:` });
    await priceOf(9).press('Enter');
    const edited = page.getByRole('textbox', { name: 'the price of Product 9' });
    await edited.fill('half typed');
    const change = { body: { ...products[8], price: 88 }, token: console.shop.writeKey, method: 'PUT' };
    assert.equal((await ask(`${console.product.url}/api/v1/catalog/p-08`, change)).status, 200);
    await untilProduct('p-08', (product) => product.price === 88);
    assert.notEqual(price, 88);
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await priceOf(8).getByText('$88.00').waitFor();
    assert.equal(await edited.inputValue(), 'half typed');
    assert.ok(await page.evaluate<boolean>(`document.activeElement.ariaLabel === 'the price of Product 9'`));
    await page.keyboard.press('Escape');
    await priceOf(9).waitFor();
    await page.context().close();
  });

  test('an edit stays open when its own product changes, is saved beside that change, and not over another price', async () => {
    const { page } = await console.visitAsAdmin(path());
    const edited = page.getByRole('textbox', { name: /^the price of/ });
    const changeElsewhere = async (change: object) => {
      const request = { body: { ...products[4], ...change }, token: console.shop.writeKey, method: 'PUT' };
      assert.equal((await ask(`${console.product.url}/api/v1/catalog/p-04`, request)).status, 200);
      await untilProduct('p-04', (product) => Object.entries(change).every(([name, value]) => product[name] === value));
      await page.evaluate(`dispatchEvent(new Event('online'))`);
    };
    await page.getByRole('button', { name: 'Edit the price of Product 4:' }).press('Enter');
    await edited.fill('41');
    await changeElsewhere({ name: 'Another name' });
    await page.getByRole('button', { name: 'Edit the name of p-04: Another name' }).waitFor();
    assert.equal(await edited.inputValue(), '41');
    await page.keyboard.press('Enter');
    await untilProduct('p-04', ({ price, name }) => price === 41 && name === 'Another name');
    await page.getByRole('button', { name: 'Edit the price of Another name: $41.00' }).press('Enter');
    await edited.fill('42');
    await changeElsewhere({ name: 'A third name', price: 99 });
    await page.getByRole('button', { name: 'Edit the name of p-04: A third name' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Somebody has changed p-04 since you saw it.').waitFor();
    assert.equal((await productNow('p-04')).price, 99, 'control: what was not seen is not written over');
    await page.context().close();
  });

  test('a product is added with its errors at their fields, edited on its page, and deleted when its id was typed', async () => {
    const { page } = await console.visitAsAdmin(path());
    await page.getByRole('button', { name: 'Add a product' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Product id').fill('new/one');
    await dialog.getByLabel('Name').fill('New one');
    await dialog.getByLabel('Category').fill('Garden');
    await dialog.getByLabel('Price').fill('cheap');
    await dialog.getByRole('button', { name: 'Add the product' }).click();
    await dialog.locator('[name="price"][aria-invalid="true"]').waitFor();
    await dialog.getByLabel('Price').fill('3.25');
    await dialog.getByLabel('Attributes').fill('{"colour": "blue"}');
    await dialog.getByLabel('Price').press('Enter');
    await page.getByText('New one is added.').waitFor();
    assert.deepEqual((await productNow('new/one')).attributes, { colour: 'blue' });

    await page.goto(console.url + path(`/product?${new URLSearchParams({ productId: 'new/one' })}`));
    await page.getByRole('heading', { level: 1, name: 'New one' }).waitFor();
    await page.locator('dl').filter({ hasText: 'Impressions' }).getByText('0.00 %').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Edit the product' }).click();
    await dialog.getByLabel('Name').fill('Newer one');
    await dialog.getByRole('button', { name: 'Save the product' }).click();
    await page.getByRole('heading', { level: 1, name: 'Newer one' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByRole('textbox').fill('new');
    await dialog.getByRole('button', { name: 'Delete the product' }).click();
    await dialog.getByText('to confirm.').waitFor();
    assert.equal((await productNow('new/one')).name, 'Newer one', 'an id that is half typed deletes nothing');
    await dialog.getByRole('textbox').fill('new/one');
    await dialog.getByRole('button', { name: 'Delete the product' }).click();
    await page.getByText('Newer one is deleted.').waitFor();
    assert.equal(await productNow('new/one'), null);
    await page.context().close();
  });

  test('what somebody else has changed since it was seen is not written over, and the page says so', async () => {
    const { page } = await console.visitAsAdmin(path(`/product?${new URLSearchParams({ productId: 'p-09' })}`));
    await page.getByRole('button', { name: 'Edit the product' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('My name for it');
    const put = (price: number) =>
      ask(`${console.product.url}/api/v1/catalog/p-09`, {
        method: 'PUT',
        token: console.shop.writeKey,
        body: { ...products[9], price },
      });
    await put(77);
    await untilProduct('p-09', ({ price }) => price === 77);
    await dialog.getByRole('button', { name: 'Save the product' }).click();
    await dialog.getByText('Somebody has changed p-09 since you saw it.').waitFor();
    assert.equal(await dialog.getByLabel('Name').inputValue(), 'My name for it', 'what was typed stays');
    assert.equal((await productNow('p-09')).name, 'Product 9');
    await page.keyboard.press('Escape');
    await page.getByText('$77.00').waitFor();
    await page.getByRole('button', { name: 'Edit the product' }).click();
    assert.equal(await dialog.getByLabel('Price').inputValue(), '77', 'control: it is opened as it is now');
    await dialog.getByLabel('Name').fill('My name for it');
    await dialog.getByRole('button', { name: 'Save the product' }).click();
    await page.getByText('My name for it is saved.').waitFor();
    await page.goto(`${console.url}/dashboard/tenants/${console.shop.tenantId}/audit`);
    await page.getByText('Product p-09 was changed').first().waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.context().close();
  });

  test('a file is tried first: each refused line, each repeated id and what is kept otherwise is named, nothing is written, and then the rest goes in', async () => {
    const rows = Array.from({ length: 600 }, (_, n) => `f-${n},From a file ${n},Books,${n + 1},red`);
    rows[3] = 'f-3,,Books,much,red';
    rows[4] = 'f-4,too short';
    rows[5] = 'f-5,From a file 5,Books > ,6,red';
    rows.push('f-0,The same again,Books,2,red');
    const buffer = Buffer.from(['productId,name,category,price,colour', ...rows].join('\n'));
    const { page, complaints } = await console.visitAsAdmin(path('/upload'));
    await page.getByLabel('Choose a file').setInputFiles({ name: 'books.csv', mimeType: 'text/csv', buffer });
    await page.getByText('Taken as attributes: colour.').waitFor();
    const upload = page.getByRole('button', { name: 'Upload 598 products' });
    await upload.waitFor();
    const refused = page.getByRole('region', { name: 'Refused lines' }).getByRole('row');
    assert.match(await refused.nth(1).innerText(), /5\s+f-3\s+.*price.*name/s);
    assert.match(await refused.nth(2).innerText(), /6\s+The heading has 5 columns/s);
    const repeated = page.getByRole('region', { name: 'Repeated ids' }).getByRole('row');
    assert.match(await repeated.nth(1).innerText(), /602\s+f-0\s+Line 2 has this product already, and counts/s);
    const kept = page.getByRole('region', { name: 'Kept otherwise than in the file' }).getByRole('row');
    assert.match(await kept.nth(1).innerText(), /7\s+f-5\s+Books >\s+is kept as Books: a part/s);
    assert.equal(await productNow('f-0'), null, 'the dry run has written nothing');
    assert.deepEqual(await pageFaults(page), []);
    await upload.click();
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    await repeated.nth(1).waitFor();
    assert.deepEqual((await productNow('f-599')).attributes, { colour: 'red' });
    assert.equal((await productNow('f-0')).name, 'From a file 0');
    assert.equal((await productNow('f-5')).category, 'Books');
    await page.getByRole('link', { name: 'Look at the catalog' }).click();
    await page.getByText('1 to 25 of 628').waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a Google feed is known as one, its bad line is named, and as the whole catalog what it lacks becomes unavailable', async () => {
    const item = (id: string, price: string) =>
      `<item><g:id>${id}</g:id><title>Lamp ${id}</title><g:price>${price}</g:price></item>`;
    const feed = (...items: string[]) =>
      Buffer.from(
        `<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n${items.join('\n')}\n</channel></rss>`,
      );
    const { page, complaints } = await console.visitAsAdmin(path('/upload?space=test'));
    const choose = (buffer: Buffer) =>
      page.getByLabel('Choose a file').setInputFiles({ name: 'feed.xml', mimeType: 'application/xml', buffer });
    await choose(
      feed(item('l-1', '10.00 EUR'), item('l-2', '12,95 EUR'), item('l-3', '30.00 EUR'), item('l-4', '4 EUR')),
    );
    const upload = page.getByRole('button', { name: 'Upload 3 products' });
    await upload.waitFor();
    assert.equal(await page.getByLabel('What it is').inputValue(), 'google-feed');
    const refused = page.getByRole('region', { name: 'Refused lines' }).getByRole('row');
    assert.match(await refused.nth(1).innerText(), /4\s+l-2\s+Send price as a plain decimal/);
    assert.equal(await productNow('l-1', 'test'), null, 'the dry run has written nothing');
    assert.deepEqual(await pageFaults(page), []);
    await upload.click();
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    assert.equal((await productNow('l-3', 'test')).price, 30);

    await page.reload();
    await choose(feed(item('l-1', '11.00 EUR'), item('l-4', '4 EUR')));
    await page.getByRole('button', { name: 'Upload 2 products', exact: true }).waitFor();
    await page.getByText('Products that it lacks become unavailable').waitFor();
    await page.getByLabel('This file is the whole catalog').check();
    const replace = page.getByRole('button', { name: 'Upload 2 products, and make 1 other unavailable' });
    await replace.waitFor();
    assert.equal((await productNow('l-3', 'test')).available, true, 'control: the dry run has changed nothing');
    assert.deepEqual(await pageFaults(page), []);
    await replace.click();
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    assert.deepEqual(
      [(await productNow('l-3', 'test')).available, (await productNow('l-1', 'test')).price],
      [false, 11],
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a file that is none of its kind is told so, and what it is can be said', async () => {
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    const buffer = Buffer.from('id\ttitle\tprice\nv-1\tVase\t9.00 EUR\n');
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'feed.tsv', mimeType: 'text/tab-separated-values', buffer });
    await page.getByRole('button', { name: 'Upload 1 product', exact: true }).waitFor();
    await page.getByLabel('What it is').selectOption('shopify-products');
    await page.getByRole('alert').getByText('The heading lacks').waitFor();
    await page.getByLabel('What it is').selectOption('google-feed');
    await page.getByRole('button', { name: 'Upload 1 product', exact: true }).waitFor();
    await page.context().close();
  });

  test('a heading that lacks a column is refused once before anything is sent, and a quote that is not closed costs its line', async () => {
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    let sent = 0;
    await page.route('**/catalog/batch**', (route) => {
      sent += 1;
      return route.continue();
    });
    const choose = (...lines: string[]) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'mugs.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
    await choose('productId,name,colour', 'q-1,One,blue', 'q-2,Two,red');
    await page.getByRole('alert').getByText('The file has no column category, price.').waitFor();
    await choose('productId,name,category,price');
    await page.getByRole('alert').getByText('The file has a heading alone').waitFor();
    assert.equal(sent, 0);
    await choose('productId,name,category,price', 'q-1,"One,Mugs,1', 'q-2,Two,Mugs,2', 'q-3,"Three",Mugs,3');
    await page.getByRole('button', { name: 'Upload 2 products', exact: true }).waitFor();
    const refused = page.getByRole('region', { name: 'Refused lines' }).getByRole('row');
    assert.match(await refused.nth(1).innerText(), /2\s+This line cannot be read: a quote in this line is not closed/);
    assert.equal(await refused.count(), 2, 'the heading, and this line alone');
    assert.equal(sent, 1, 'control: what can be read is tried');
    await page.context().close();
  });

  test('a workbook, and a picture, is told as what it is, and nothing of it is taken for text', async () => {
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    const choose = (name: string, begins: number[], rest: string) =>
      page.locator('input[type=file]').setInputFiles({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.concat([Buffer.from(begins), Buffer.from(rest)]),
      });
    await choose('products.xlsx', [0x50, 0x4b, 3, 4, 20, 0, 0xff, 0xe4], '[Content_Types].xml');
    await page.getByRole('alert').getByText('This file is an Excel workbook, no CSV.').waitFor();
    await page.getByRole('alert').getByText('save it as CSV').waitFor();
    assert.equal(await page.getByText('Its letters are read so').count(), 0);
    assert.equal(await page.getByText('Taken as attributes').count(), 0);
    await choose('mug.png', [0x89, 0x50, 0x4e, 0x47, 13, 10], 'IHDR');
    await page.getByRole('alert').getByText('This file is a picture (PNG), no CSV.').waitFor();
    await page.context().close();
  });

  test('a file is read by its own letters: those of Windows and of Excel are guessed, can be said, and none is replaced', async () => {
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    const text = 'productId;name;category;price\ncafe;Café crème;Tea;3.50\n';
    const choose = (buffer: Buffer) =>
      page.getByLabel('Choose a file').setInputFiles({ name: 'tea.csv', mimeType: 'text/csv', buffer });
    const encoding = page.getByLabel('How its letters are stored');
    const upload = page.getByRole('button', { name: 'Upload 1 product', exact: true });
    for (const [stored, guessed] of [
      ['latin1', 'latin1'],
      ['utf16le', 'utf-8'],
      ['utf8', 'utf-8'],
    ] as const) {
      await choose(Buffer.from(stored === 'utf16le' ? `\uFEFF${text}` : text, stored));
      await page.getByText('Its letters are read so: Café, crème.').waitFor();
      await upload.waitFor();
      assert.equal(await encoding.inputValue(), guessed);
      await upload.click();
      await page.getByRole('heading', { name: 'What became of it' }).waitFor();
      assert.equal((await productNow('cafe', 'test')).name, 'Café crème', stored);
      await page.reload();
    }
    await choose(Buffer.from(text, 'latin1'));
    await upload.waitFor();
    await encoding.selectOption('utf-8');
    await page.getByRole('alert').getByText('This file is not UTF-8').waitFor();
    assert.equal(await upload.count(), 0);
    // What other software wrote is read by the API, in the same letters.
    await page.reload();
    await choose(Buffer.from('id\ttitle\tprice\ncafe\tCafé noir\t9.00 EUR\n', 'latin1'));
    await upload.click();
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    assert.equal((await productNow('cafe', 'test')).name, 'Café noir');
    await page.context().close();
  });

  test('an upload that stops on its way says what is in, offers the whole file again, and ends as if it had not stopped', async () => {
    const rows = Array.from({ length: 600 }, (_, n) => `s-${n},Stops ${n},Books,1`);
    const buffer = Buffer.from(['productId,name,category,price', ...rows].join('\n'));
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    await page.getByLabel('Choose a file').setInputFiles({ name: 'books.csv', mimeType: 'text/csv', buffer });
    const upload = page.getByRole('button', { name: 'Upload 600 products' });
    await upload.waitFor();
    let turns = 0;
    await page.route('**/catalog/batch**', (route) => {
      turns += 1;
      return turns === 2 ? route.abort() : route.continue();
    });
    await upload.click();
    await page.getByRole('heading', { name: 'It was not uploaded to its end' }).waitFor();
    await page.getByText('were created').waitFor();
    assert.equal(await page.getByText('would be created').count(), 0);
    assert.deepEqual(await pageFaults(page), []);
    assert.equal((await productNow('s-499', 'test')).name, 'Stops 499');
    assert.equal(await productNow('s-500', 'test'), null, 'control: the second turn did not go in');
    await page.getByRole('button', { name: 'Upload the whole file again' }).click();
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    assert.equal((await productNow('s-599', 'test')).name, 'Stops 599');
    await page.context().close();
  });

  test('the file of refused lines opens in a spreadsheet as it is: in its letters, and nothing in it is run', async () => {
    const { page } = await console.visitAsAdmin(path('/upload?space=test'));
    const buffer = Buffer.from('productId,name,category,price\n"=HYPERLINK(""https://evil.example"")",Évil,Tea,much\n');
    await page.getByLabel('Choose a file').setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer });
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Keep this list as a file' }).click();
    const csv = readFileSync(await (await saved).path(), 'utf8');
    assert.match(csv, /^\uFEFFline,productId,why\r\n2,"'=HYPERLINK\(""https:\/\/evil\.example""\)",/);
    await page.context().close();
  });

  test('of a suspended tenant nothing can be changed, and the page says so', async () => {
    const tenant = `${console.product.url}/api/v1/tenants/${console.shop.tenantId}`;
    const setStatus = (status: string) =>
      ask(tenant, { method: 'PUT', token: console.shop.adminToken, body: { status } });
    await setStatus('suspended');
    const { page } = await console.visitAsAdmin(path('?q=p-01'));
    await page.getByText('nothing here can be changed until it is reactivated').waitFor();
    const button = page.getByRole('button', { name: 'Add a product' });
    const price = page.getByRole('button', { name: 'Edit the price of Product 1: $11.00' });
    await price.waitFor();
    assert.deepEqual([await button.isDisabled(), await price.isDisabled()], [true, true]);
    await setStatus('active');
    await page.reload();
    await price.waitFor();
    assert.deepEqual([await button.isDisabled(), await price.isDisabled()], [false, false], 'control');
    await page.context().close();
  });
});
