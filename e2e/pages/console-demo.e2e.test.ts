import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';

/** A shop full of demo data at the press of a button, and its removal. */
describe('demo data in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  test('the button leads to a tenant of its own that fills, has numbers and recommends, and goes when it is removed', async () => {
    const { shop, product } = console;
    const asAdmin = async (path: string, body?: object) =>
      (await ask(`${product.url}/api/v1${path}`, { token: shop.adminToken, body })).body;
    /** What the own tenant has, by its counts. */
    const countsOfOwn = () =>
      Promise.all(
        ['events', 'catalog', 'widgets', 'api-keys', 'audit'].map(
          async (part) => (await asAdmin(`/tenants/${shop.tenantId}/${part}`)).meta.total,
        ),
      );
    const before = await countsOfOwn();
    const { page, complaints } = await console.visitAsAdmin(`/dashboard/tenants/${shop.tenantId}`);
    await page.getByText('your own tenants stay as they are').waitFor();
    await page.getByRole('button', { name: 'Fill with demo data' }).click();
    await page.getByRole('heading', { name: 'The demo shop is being filled' }).waitFor();
    await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'This is demo data' }).waitFor({ timeout: filledWithinMs });
    const tenantId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    assert.notEqual(tenantId, shop.tenantId);

    const { data: kpis } = await asAdmin(`/tenants/${tenantId}/analytics/overview`);
    const { events } = (await asAdmin(`/tenants/${tenantId}/demo`)).data;
    assert.equal(events.stored, events.total);
    assert.ok(kpis.impressions.value > 0, 'there are numbers');
    await page.getByText('No recommendation was shown in these days').waitFor({ state: 'detached' });
    await page
      .getByText('put a widget into a page of the shop')
      .waitFor({ state: 'detached', timeout: wellBelowAMinute });
    const { key } = (await asAdmin(`/tenants/${tenantId}/api-keys`, { name: 'Page', permissions: 'read' })).data;
    await waitFor(
      async () =>
        (await ask(`${product.url}/api/v1/recommendations?strategy=trending&limit=4`, { token: key })).body.data
          ?.length === 4,
      () => 'it recommends',
    );
    assert.deepEqual(await axeViolations(page), []);

    await page.goto(`${console.url}/dashboard/tenants/${shop.tenantId}`);
    await page.getByRole('button', { name: 'Fill with demo data' }).click();
    await page.waitForURL(`**/tenants/${tenantId}`);
    await page.getByRole('button', { name: 'Remove the demo data' }).click();
    const question = page.getByRole('dialog', { name: 'Remove the demo data?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    assert.equal((await asAdmin(`/tenants/${tenantId}`)).data.status, 'active', 'control: it was kept');
    await page.getByRole('button', { name: 'Remove the demo data' }).click();
    await question.getByRole('button', { name: 'Remove it' }).click();
    await page.waitForURL('**/dashboard');
    await page.getByText('The demo data is removed.').waitFor();
    assert.deepEqual(
      (await asAdmin('/tenants')).data.map(({ id }: { id: string }) => id),
      [shop.tenantId],
    );
    assert.deepEqual(await countsOfOwn(), before, 'the own tenant is as it was');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});

const filledWithinMs = 240_000;
/** A page asks again each minute by itself; what it says of a full demo it has read for that. */
const wellBelowAMinute = 20_000;
