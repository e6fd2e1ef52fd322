import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { postBatch } from '../support/events.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

const hourMs = 3_600_000;

/** What an admin sees of shoppers who did more than people do. */
describe('busy hours in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
    const hour = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
    for (let first = 0; first < 1_100; first += 100) {
      const events = Array.from({ length: 100 }, (_, n) => ({
        ...{ eventType: 'product_viewed', userId: 'scraper', productId: `mug-${n}` },
        timestamp: new Date(hour + first + n).toISOString(),
      }));
      assert.equal((await postBatch(console.shop, events)).status, 202);
    }
    const path = `${console.product.url}/api/v1/tenants/${console.shop.tenantId}/busy-hours`;
    await waitFor(
      async () => (await ask(path, { token: console.shop.adminToken })).body.data[0]?.events === 1_100,
      () => 'the models have the hour',
    );
  });
  after(() => console?.close());

  test('an hour that trends leave out stands among the settings, and a higher limit takes it back', async () => {
    const { page, complaints } = await console.visitAsAdmin(`/dashboard/tenants/${console.shop.tenantId}/settings`);
    const row = page.getByRole('row', { name: /scraper/ });
    await row.getByText('left out').waitFor();
    assert.match(await row.innerText(), /1,100/);
    assert.deepEqual(await pageFaults(page), []);
    await page.getByLabel('maxHourlyEvents').fill('2000');
    await page.getByRole('button', { name: 'Save the settings' }).first().click();
    await row.getByText('counts').waitFor();
    assert.equal(await row.getByText('left out').count(), 0);
    assert.deepEqual(complaints, []);
  });
});
