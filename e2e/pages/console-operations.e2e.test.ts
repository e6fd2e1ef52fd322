import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { openProductLog } from '#testing/product-log.ts';
import { ask } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** What an admin does to keep a shop in order: dead letters, the audit trail, settings, the end of the shop. */
describe('operations in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  /** An event that another program began to write as JSON. */
  const cutOff = '{"eventType":"product_viewed","productId":"mug"';
  const path = (page: string) => `/dashboard/tenants/${console.shop.tenantId}/${page}`;
  const api = async (rest = '') =>
    (
      await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}${rest}`, {
        token: console.shop.adminToken,
      })
    ).body;

  /** Another program writes into our topic, under a key of the shop. */
  async function appendGarbage(values: readonly Buffer[]): Promise<void> {
    const [scope] = await queryProduct<{ scope: number }>(
      console.product,
      "SELECT scope FROM scopes WHERE tenant_id = $1 AND space = 'live'",
      [console.shop.tenantId],
    );
    await console.product.stop();
    const log = await openProductLog(console.product, 'writer');
    await log.append(
      'events',
      values.map((value) => ({ key: `${scope?.scope}:ada`, value })),
    );
    await log.close();
    await console.product.start();
    await waitFor(
      async () =>
        (await api('/dead-letters')).meta?.total === values.length &&
        (await fetch(`${console.url}/health`).catch(() => null))?.status === 200,
      () => 'the dead letters, and the console',
      120_000,
    );
  }

  test('a dead letter says what each step of reading it said, and is put back once', async () => {
    await appendGarbage([Buffer.from(cutOff), Buffer.from('not Avro at all'), Buffer.from([0, 0, 0, 0, 1])]);
    const { page, complaints } = await console.visitAsAdmin(path('dead-letters'));
    await page.getByRole('button', { name: /undecodable 3 waiting, 0 redriven/ }).click();
    assert.equal(new URL(page.url()).searchParams.get('reason'), 'undecodable');
    await page.getByRole('button', { name: 'Details' }).nth(1).click();
    await page.getByText('does not begin with the Confluent framing').first().waitFor();
    assert.match(
      await page.getByRole('region', { name: 'Its 15 bytes' }).innerText(),
      /6e 6f 74 20 41 .*not Avro at al/,
    );
    assert.deepEqual(await pageFaults(page), []);
    const [newest] = (await api('/dead-letters')).data;
    await page
      .getByRole('button', { name: 'Redrive', exact: false })
      .filter({ hasText: newest.offset })
      .first()
      .click();
    await page.getByText('1 letter put back onto its topic.').waitFor();
    await page.getByRole('button', { name: /undecodable [23] waiting, 1 redriven/ }).waitFor();
    assert.notEqual(
      (await api('/dead-letters')).data.find(({ id }: { id: string }) => id === newest.id).redrivenAt,
      null,
    );
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a dead letter is repaired as JSON: what is wrong stands at its field, and the event is stored once', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('dead-letters'));
    const waiting = (await api('/dead-letters')).data.filter(
      ({ redrivenAt, repair }: { redrivenAt: string | null; repair: unknown }) =>
        redrivenAt === null && repair === null,
    );
    const details = (letter: { offset: string }) =>
      page
        .getByRole('row')
        .filter({ has: page.getByText(`the letter of offset ${letter.offset}`) })
        .first()
        .getByRole('button', { name: 'Details' });
    const text = page.getByLabel('The event that it should have been');
    const sentAsJson = waiting.find(({ value }: { value: string }) => atob(value) === cutOff);
    await details(sentAsJson).click();
    await page.getByText('as they were sent, as a text. This is no JSON: ').waitFor();
    assert.equal(await text.inputValue(), cutOff);
    await details(sentAsJson).click();
    await text.waitFor({ state: 'detached' });
    await details(waiting[0]).click();
    const draft = JSON.parse(await text.inputValue());
    assert.equal(draft.userId, 'ada');
    // Of two days ago, so that the test below counts what came today.
    const event = { ...draft, timestamp: new Date(Date.now() - 172_800_000), userId: 'mended', productId: 'mug' };
    await text.fill(JSON.stringify({ ...event, eventType: 'seen' }));
    await page.getByRole('button', { name: 'Repair and put back' }).click();
    await page.getByRole('alert').getByText('eventType').first().waitFor();
    await text.fill(JSON.stringify({ ...event, eventType: 'product_viewed' }));
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Repair and put back' }).click();
    await page.getByText('Repaired, and put onto its topic.').waitFor();
    await waitFor(
      async () => (await api('/events?userId=mended')).meta.total === 1,
      () => 'the repaired event to be stored',
    );
    assert.equal((await api('/events?userId=nobody')).meta.total, 0, 'control');
    assert.deepEqual(
      complaints.filter((said) => !said.includes('400 (Bad Request)')),
      [],
    );
    await page.context().close();
  });

  test('the page of all tenants says of each what came today, what is not counted yet, and its dead letters', async () => {
    const dayMs = 86_400_000;
    for (const atMs of [Date.now(), Date.now() - 2 * dayMs]) {
      const body = {
        eventType: 'product_viewed',
        userId: 'ada',
        productId: 'mug',
        timestamp: new Date(atMs).toISOString(),
      };
      await ask(`${console.product.url}/api/v1/events`, { token: console.shop.writeKey, body });
    }
    await waitFor(
      async () => (await api('/events?userId=ada')).meta.total === 2,
      () => 'both events to be stored',
    );
    const waiting = (await api('/dead-letters/reasons')).data.reduce(
      (sum: number, reason: { waiting: number }) => sum + reason.waiting,
      0,
    );
    assert.ok(waiting < (await api('/dead-letters')).meta.total, 'control: one was put back and waits no more');
    const { page, complaints } = await console.visitAsAdmin('/dashboard');
    const row = page.getByRole('row').filter({ hasText: 'Test shop' });
    const problems = row.getByRole('link', { name: waiting === 1 ? '1 dead letter' : `${waiting} dead letters` });
    await problems.waitFor();
    const titles = await page.getByRole('columnheader').allInnerTexts();
    const cell = (title: string) => row.getByRole('cell').nth(titles.indexOf(title)).innerText();
    assert.equal(await cell('Events today'), '1', 'control: that of two days ago is none of today');
    assert.match(await cell('Not counted yet, all tenants'), /^\d+$/);
    await page.goto(`${console.url}${path('')}`);
    const health = page.getByRole('region', { name: 'Health' });
    await health.getByText(/^\d+, all tenants$/).waitFor();
    // As high as what stands there before the figures are known (`health-line.tsx`), so that nothing below moves.
    for (const [width, height] of [
      [360, 202],
      [390, 148],
      [768, 96],
      [1280, 42],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      const shown = await health.locator('dl').evaluate((list) => list.getBoundingClientRect().height);
      assert.ok(Math.abs(shown - height) <= 1, `${width} px: ${shown}`);
    }
    await page.goBack();
    await problems.click();
    await page.waitForURL(`**${path('dead-letters')}`);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a setting that is saved is in force, is undone by one click, and both stand in the audit trail', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('settings'));
    await page.getByLabel('cacheTtlSeconds').waitFor();
    await page.getByText('0 to 86,400; default 300').waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.getByLabel('cacheTtlSeconds').fill('-1');
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.locator('[name="config.cacheTtlSeconds"][aria-invalid="true"]').waitFor();
    await page.getByLabel('cacheTtlSeconds').fill('60');
    await page.getByLabel('windowMs').fill('3600000');
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('Saved.').waitFor();
    const changed = (await api()).data.config;
    assert.deepEqual([changed.cacheTtlSeconds, changed.strategies.trending.windowMs], [60, 3_600_000]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await waitFor(
      async () => (await page.getByLabel('cacheTtlSeconds').inputValue()) === '300',
      () => 'the value before',
    );
    assert.equal((await api()).data.config.strategies.trending.windowMs, 86_400_000);

    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.getByTitle('Only this kind of act').filter({ hasText: 'tenant.updated' }).first().click();
    assert.equal(new URL(page.url()).searchParams.get('action'), 'tenant.updated');
    await page.getByRole('button', { name: 'Details' }).nth(1).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'config.cacheTtlSeconds' }) });
    assert.match(await row.last().innerText(), /config.cacheTtlSeconds\s+300\s+60/);
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(
      complaints.filter((text) => !text.includes('400 (Bad Request)')),
      [],
    );
    await page.context().close();
  });

  test('of two tabs that change settings, neither loses what it typed, and none writes over what it has not seen', async () => {
    const { page } = await console.visitAsAdmin(path('settings'));
    const other = await page.context().newPage();
    await other.goto(console.url + path('settings'));
    const set = async (tab: typeof page, name: string, value: string) => {
      await tab.getByLabel(name).fill(value);
      await tab.getByRole('button', { name: 'Save the settings' }).click();
    };
    const config = async () => (await api()).data.config;
    await page.getByLabel('cacheTtlSeconds').fill('70');
    await set(other, 'cacheTtlSeconds', '80');
    await other.getByText('Saved.').waitFor();
    await set(other, 'windowMs', '7200000');
    await waitFor(
      async () => (await config()).strategies.trending.windowMs === 7_200_000,
      () => 'the second change of the other tab',
    );
    // Whatever makes the page ask anew: the network was away for a moment.
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('Somebody else has set this to “80” meanwhile.').waitFor();
    assert.equal(await page.getByLabel('cacheTtlSeconds').inputValue(), '70', 'what was typed stays');
    assert.equal((await config()).cacheTtlSeconds, 80);
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('Saved.').waitFor();
    const { cacheTtlSeconds, strategies } = await config();
    assert.deepEqual(
      [cacheTtlSeconds, strategies.trending.windowMs],
      [70, 7_200_000],
      'and what the other tab set beside it',
    );
    await page.context().close();
  });

  test('a shop is suspended when its name was typed, is read-only then, and comes back', async () => {
    const { page } = await console.visitAsAdmin(path('settings'));
    await page.getByRole('button', { name: 'Suspend the tenant' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Test shop');
    await dialog.getByRole('button', { name: 'Suspend it' }).click();
    await page.getByText('Test shop is suspended: its keys answer 403').waitFor();
    assert.ok(await page.getByLabel('cacheTtlSeconds').isDisabled());
    await page.getByRole('button', { name: 'Reactivate the tenant' }).click();
    await page.getByText('Test shop is active.').waitFor();
    assert.equal((await api()).data.status, 'active');

    await page.getByRole('button', { name: 'Delete the tenant' }).click();
    await dialog.getByRole('textbox').fill('Test shop');
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.waitForURL(`${console.url}/dashboard/tenants`);
    assert.equal((await api()).status, 404);
    await page.context().close();
  });
});
