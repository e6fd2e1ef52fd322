import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { createItem } from '#testing/create-item.ts';
import { ask } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { postBatch } from '../support/events.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';
import { drained } from '../support/recount.ts';

/** An analyst asks the past in the console, sees how far it is, and what it found. */
describe('replays in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  const path = () => `/dashboard/tenants/${console.shop.tenantId}/replay`;
  const listed = async () =>
    (
      await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/replays`, {
        token: console.shop.adminToken,
      })
    ).body.data;

  test('a shop without events is told why an evaluation finds nothing', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByText('Nothing was asked of the past yet').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'New replay' }).first().click();
    await page.getByText('Nothing that shoppers see changes.').waitFor();
    await page.getByLabel('This visit').uncheck();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('at least 1', { exact: false }).waitFor();
    await page.getByLabel('This visit').check();
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('failed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByText('There are no events yet: send some, and ask again.').waitFor();
    assert.deepEqual(
      complaints.filter((said) => !said.includes('400 (Bad Request)')),
      [],
    );
    await page.context().close();
  });

  test('what a new replay is asked for stands in the URL through a reload', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByRole('button', { name: 'New replay' }).first().click();
    const entries = await page.evaluate<number>('history.length');
    await page.getByRole('button', { name: 'Export data' }).click();
    await page.waitForURL(`${console.url}${path()}?new=export`);
    assert.equal(await page.evaluate('history.length'), entries, 'the way back leads out of the page');
    await page.reload();
    await page.getByLabel('Format').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL(console.url + path());
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('an evaluation and an export show what they found, and a file is saved as it is', async () => {
    const now = Date.now();
    const views = Array.from({ length: 60 }, (_, n) => ({
      eventType: 'product_viewed',
      userId: `shopper-${n >> 1}`,
      productId: n % 2 === 0 ? 'mug' : 'saucer',
      timestamp: new Date(now - (60 - n) * 60_000).toISOString(),
    }));
    assert.equal((await postBatch(console.shop, views)).status, 202);
    await drained(console.product);
    const { page, complaints } = await console.visitAsAdmin(path());
    const start = async (label: string) => {
      await page.getByRole('button', { name: 'New replay' }).first().click();
      await page.getByRole('button', { name: label }).click();
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('is asked for.').first().waitFor();
    };
    await start('Evaluate strategies');
    await start('Export data');
    const done = page.getByRole('row').filter({ has: page.getByText('done', { exact: true }) });
    await done.filter({ hasText: 'Evaluation' }).waitFor();
    await start('What if');
    const failed = page.getByRole('row').filter({ has: page.getByText('failed', { exact: true }) });
    await failed.filter({ hasText: 'by no rules' }).getByRole('button', { name: 'Details' }).click();
    await page.getByText('Nothing was shown to known shoppers on default', { exact: false }).waitFor();
    await done.filter({ hasText: 'Export' }).waitFor();
    await done.filter({ hasText: 'Evaluation' }).getByRole('button', { name: 'Details' }).click();
    const figures = page.getByRole('table', { name: 'Figures of the evaluation' });
    await figures.getByRole('row').filter({ hasText: 'This visit' }).first().waitFor();
    await done.filter({ hasText: 'Export' }).getByRole('button', { name: 'Details' }).click();
    assert.deepEqual(await pageFaults(page), []);
    const [zipped] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save all as a zip file' }).click(),
    ]);
    const zip = readFileSync((await zipped.path()) ?? '').toString('latin1');
    await page.getByText('one by one').click();
    const saving = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /Save events\/day=.*jsonl/ })
      .first()
      .click();
    const saved = readFileSync((await (await saving).path()) ?? '', 'utf8')
      .trim()
      .split('\n');
    const [replay] = (await listed()).filter(({ kind }: { kind: string }) => kind === 'export');
    const file = replay.files.find(({ path: of }: { path: string }) => of.startsWith('events/'));
    assert.equal(saved.length, file.rows);
    for (const { path: of } of replay.files) assert.ok(zip.includes(of), of);
    assert.ok(zip.includes(saved.join('\n')), 'as it is');
    assert.deepEqual(complaints, []);
    await page.reload();
    await done.filter({ hasText: 'Export' }).waitFor();
    await page.getByRole('button', { name: 'Remove the export', exact: false }).click();
    await page.getByText('The export is removed.').waitFor();
    assert.equal((await listed()).filter(({ kind }: { kind: string }) => kind === 'export').length, 0);
    await page.context().close();
  });

  test('an answer that was shown is given again as it was, though its product has changed since', async () => {
    const { product, shop } = console;
    const api = `${product.url}/api/v1`;
    for (const productId of ['mug', 'saucer'])
      await createItem(product.url, shop.writeKey, { productId, name: productId, category: 'Kitchen', price: 5 });
    const asked = new URLSearchParams({ userId: 'shopper-1', strategy: 'trending', placementId: 'home' });
    let requestId = '';
    await waitFor(
      async () => {
        const { body } = await ask(`${api}/recommendations?${asked}`, { token: shop.readKey });
        requestId = body.meta.requestId;
        return body.data.length === 2;
      },
      () => 'two products are answered',
    );
    let exposureId = '';
    await waitFor(
      async () => {
        const { status, body } = await ask(`${api}/exposures/${requestId}`, { token: shop.writeKey });
        exposureId = body.data?.exposureId;
        return status === 200;
      },
      () => 'the answer is recorded',
    );
    const body = { productId: 'mug', name: 'mug', category: 'Kitchen', price: 5, available: false };
    await ask(`${api}/catalog/mug`, { method: 'PUT', token: shop.writeKey, body });
    await drained(product);
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByRole('button', { name: 'New replay' }).first().click();
    await page.getByRole('button', { name: 'Look back' }).click();
    await page.getByLabel('Exposure').fill(exposureId);
    await page.getByRole('button', { name: 'Start' }).click();
    const done = page.getByRole('row').filter({ has: page.getByText('done', { exact: true }) });
    await done.filter({ hasText: exposureId }).getByRole('button', { name: 'Details' }).click();
    await page.getByText('The same answer is given again', { exact: false }).waitFor();
    await page.getByRole('table', { name: 'The answer as it was made' }).getByText('mug (mug)').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});
