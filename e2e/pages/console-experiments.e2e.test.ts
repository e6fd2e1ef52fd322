import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, type Json } from '#testing/shop.ts';
import { openTally, simulateShoppers } from '../support/known-effect.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { drained } from '../support/recount.ts';

const shoppers = 300;
const batchSize = 100;

/** An experiment from the form to its end, by the console. */
describe('experiments in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let list: string;
  before(async () => {
    console = await openConsole();
    list = `/dashboard/tenants/${console.shop.tenantId}/experiments`;
  });
  after(() => console?.close());
  const api = async (path: string, method = 'GET'): Promise<Json> =>
    (
      await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/experiments${path}`, {
        token: console.shop.adminToken,
        method,
      })
    ).body.data;

  test('it is planned, created, started, read, paused and completed, and each step says before what it leads to', async () => {
    const { page, complaints } = await console.visitAsAdmin(list);
    await page.getByText('No experiments yet').waitFor();
    assert.equal(
      await page.getByText('asked again each minute').count(),
      0,
      'control: no results, nothing to be fresh',
    );
    await page.getByRole('link', { name: 'Create an experiment' }).click();
    await page.getByLabel('Name').fill('Popular or alike');
    await page.getByLabel('Placement').fill('home');
    await page.getByLabel('Control', { exact: true }).selectOption('trending');
    await page.getByLabel('Variant', { exact: true }).selectOption('content_based');
    await page.getByLabel('Metric').selectOption('conversion_rate');
    await page.getByText('not known').first().waitFor();
    await page.getByLabel('Planned days').fill('0');
    await page.getByRole('button', { name: 'Create the draft' }).click();
    await page.locator('[name=plannedDays][aria-invalid=true]').waitFor();
    await page.getByLabel('Planned days').fill('14');
    await page.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'Popular or alike' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Experiments' }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'Popular or alike' }).waitFor();
    const id = page.url().split('/').at(-1) ?? '';
    const draft = await api(`/${id}`);
    assert.deepEqual(
      [draft.status, draft.placementId, draft.metric, draft.plannedDays, draft.targetPrecision],
      ['draft', 'home', 'conversion_rate', 14, 0.05],
    );
    await page.getByText('Nobody was shown this placement').first().waitFor();

    const step = async (name: string, consequence: RegExp, done: string) => {
      await page.getByRole('button', { name, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(consequence).waitFor();
      await dialog.getByRole('button', { name, exact: true }).click();
      await page.getByText(done).waitFor();
    };
    await step('Start', /Within a second, shoppers/, 'The experiment runs.');
    await page.getByText('no data').first().waitFor();
    await page.getByText('not known yet').first().waitFor();
    assert.equal(await page.getByText('open to open').count(), 0);
    const { startedAt, status } = await api(`/${id}`);
    assert.equal(status, 'running');

    const tally = openTally();
    const events = simulateShoppers(
      createRandom(20_261_130),
      { shoppers, experimentId: id, startMs: Date.parse(startedAt) + 1000 },
      tally,
    );
    for (let at = 0; at < events.length; at += batchSize)
      await ask(`${console.product.url}/api/v1/events/batch`, {
        token: console.shop.writeKey,
        body: { events: events.slice(at, at + batchSize) },
      });
    await drained(console.product);
    await waitFor(
      async () => (await api(`/${id}/results`)).sampleSize === shoppers,
      () => 'all shoppers are in the results',
    );
    await page.reload();
    const { control, variant } = tally.counted;
    for (const [arm, figures] of [
      ['control', control],
      ['variant', variant],
    ] as const) {
      const row = page.getByRole('row', { name: new RegExp(`^${arm} `) });
      await row.waitFor();
      assert.deepEqual(
        await row.getByRole('cell').allTextContents(),
        [
          arm,
          String(figures.users),
          String(figures.impressions),
          String(figures.clicks),
          String(figures.conversions),
          `$${figures.revenue.toLocaleString('en', { minimumFractionDigits: 2 })}`,
        ],
        'the page has the figures that were made',
      );
    }
    const results = await api(`/${id}/results`);
    await page.getByText(results.verdict.text).first().waitFor();
    await page.getByText('Low confidence: an arm has fewer than 500 shoppers.').waitFor();
    const fresh = page.getByText('asked again each minute. Everything that arrived is counted.');
    await fresh.waitFor();
    await page.getByRole('link', { name: 'Experiments' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'Experiments' }).waitFor();
    await fresh.waitFor();
    await page.goBack();
    await page.getByText('The rule that fired').click();
    await page.getByText('In the first three days nothing is concluded.').waitFor();
    const overTime = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Over time' }) });
    await overTime.locator('[data-ready=true]').waitFor();
    await overTime.getByText('Figures as a table').click();
    const ofLastDay = page.getByRole('region', { name: 'Conversion rate by day, figures' }).getByRole('row').last();
    const written = (value: number | null) =>
      value === null ? '–' : `${value < 0 ? '−' : ''}${(Math.abs(value) * 100).toFixed(2)} %`;
    const { controlMetric, variantMetric, sequential } = await api(`/${id}/results`);
    assert.deepEqual(
      await ofLastDay.getByRole('cell').allTextContents(),
      [variantMetric - controlMetric, sequential.lower, sequential.upper].map(written),
      'the last day says what the results say',
    );
    await page.getByRole('button', { name: 'Arms', exact: true }).click();
    await page.waitForURL('**?curve=arms');
    await page.reload();
    await overTime.getByText('Figures as a table').click();
    assert.deepEqual(await ofLastDay.getByRole('cell').allTextContents(), [controlMetric, variantMetric].map(written));
    await page.goBack();
    await page.getByRole('button', { name: 'Change', exact: true, pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Absolute' }).click();
    await page.waitForURL('**?change=absolute');
    assert.equal(await overTime.getByText('Rules of').count(), 0, 'control: nothing was changed yet');
    const ruled = await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/placements/home/rules`, {
      token: console.shop.adminToken,
      method: 'PUT',
      body: { rules: [] },
    });
    assert.equal(ruled.status, 200);
    await page.reload();
    await overTime.getByText('Figures as a table').click();
    await overTime.getByText('Rules of home were changed').waitFor();
    await page.getByRole('button', { name: 'Run the A/A check' }).click();
    await page.getByText(`splits of ${shoppers} shoppers`).waitFor();

    await step('Pause', /Nobody new enters/, 'The experiment is paused.');
    await step('Go on', /Shoppers enter again/, 'The experiment goes on.');
    await step('Complete', /It is for good/, 'The experiment is complete.');
    assert.equal((await api(`/${id}`)).status, 'completed');
    await page.goto(console.url + list);
    const row = page.getByRole('row').filter({ hasText: 'Popular or alike' });
    await row.getByText(/won|lost|inconclusive/).waitFor();
    assert.deepEqual(
      complaints.filter((text) => !text.includes('400')),
      [],
      'the one refused form apart',
    );
    await page.context().close();
  });

  test('the control is what the placement asks now, and what is wrong with a percentage is told in percent at its field', async () => {
    const widget = await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/widgets`, {
      token: console.shop.adminToken,
      body: { placementId: 'basket', strategy: 'frequently_bought_together' },
    });
    assert.equal(widget.status, 201);
    const { page } = await console.visitAsAdmin(`${list}/new`);
    const control = page.getByLabel('Control', { exact: true });
    await page.locator('datalist option[value=basket]').waitFor({ state: 'attached' });
    await page.getByLabel('Placement').fill('nowhere');
    assert.equal(await control.inputValue(), 'collaborative', 'control: no widget there');
    await page.getByLabel('Placement').fill('basket');
    assert.equal(await control.inputValue(), 'frequently_bought_together');
    await control.selectOption('trending');
    await page.getByText('Now it is: Bought together.').waitFor();
    await page.getByLabel('Placement').fill('nowhere');
    assert.equal(await control.inputValue(), 'trending', 'what was chosen stays');

    await page.getByLabel('Change worth finding, in percent').fill('2,5');
    await page.getByText('To find a change of 2.5 %').waitFor();
    await page.getByLabel('Change worth finding, in percent').fill('500');
    await page.getByText('Name a placement, a change worth finding').waitFor();
    await page.getByLabel('Name').fill('Out of bounds');
    await page.getByLabel('Click rate').fill('200');
    await page.getByRole('button', { name: 'Create the draft' }).click();
    await page.locator('[name=targetPrecision][aria-invalid=true]').waitFor();
    await page.locator('[name="guardrail.ctr"][aria-invalid=true]').waitFor();
    assert.equal(await page.getByText('It must be at most 100 %.').count(), 2);
    await page.context().close();
  });

  test('a copy starts from the same settings, and a draft can be deleted', async () => {
    const [first] = await api('');
    const { page } = await console.visitAsAdmin(`${list}/new?copy=${first.id}`);
    assert.equal(await page.getByLabel('Name').inputValue(), 'Copy of Popular or alike');
    assert.equal(await page.getByLabel('Metric').inputValue(), 'conversion_rate');
    await page.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByText('Nothing forbids the start.').waitFor();
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }).click();
    await page.waitForURL(`**${list}`);
    await page.getByRole('button', { name: 'draft' }).click();
    await page.getByText('No experiment has this status').waitFor();
    assert.equal((await api('')).length, 1);
    await page.context().close();
  });

  test('shoppers who were not split as planned are told above everything, and nothing is concluded', async () => {
    const created = await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/experiments`, {
      token: console.shop.adminToken,
      body: { name: 'Split badly', placementId: 'cart', controlStrategy: 'trending', variantStrategy: 'session' },
    });
    const { id } = created.body.data;
    await api(`/${id}/start`, 'POST');
    const isControl = (userId: string) => hash('sha256', userId + id, 'buffer').readUInt32BE(0) % 100 < 50;
    const see = async (users: readonly string[]) => {
      const events = users.map((userId) => ({
        eventType: 'recommendation_impressed',
        userId,
        productId: 'mug',
        metadata: { placementId: 'cart' },
      }));
      for (let at = 0; at < events.length; at += batchSize)
        await ask(`${console.product.url}/api/v1/events/batch`, {
          token: console.shop.writeKey,
          body: { events: events.slice(at, at + batchSize) },
        });
      await drained(console.product);
    };
    const everybody = Array.from({ length: 800 }, (_, n) => `visitor-${n}`);
    const [controls, variants] = [everybody.filter(isControl), everybody.filter((userId) => !isControl(userId))];
    const banner = (page: Page) => page.getByRole('note').filter({ hasText: 'Sample-ratio mismatch' });
    const { page } = await console.visitAsAdmin(`${list}/${id}`);
    const until = async (users: number) => {
      await waitFor(
        async () => (await api(`/${id}/results`)).sampleSize === users,
        () => `${users} shoppers in the results`,
      );
      await page.reload();
      await page.getByText('What the shoppers of each arm did').first().waitFor({ state: 'attached' });
    };
    await see([...controls.slice(0, 10), ...variants.slice(0, 10)]);
    await until(20);
    assert.equal(await banner(page).count(), 0, 'control: an even split is no mismatch');
    await see(controls.slice(10, 300));
    await until(310);
    await banner(page).waitFor();
    await page.getByRole('heading', { name: 'Nothing can be concluded' }).waitFor();
    await page.context().close();
  });

  test('axe finds nothing, in light and dark, and at 360 px nothing is wider than the screen', async () => {
    const [first] = await api('');
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await console.visitAsAdmin(list, { colorScheme, viewport: { width: 360, height: 800 } });
      await page.getByRole('link', { name: 'Popular or alike' }).waitFor();
      for (const [path, text] of [
        ['', 'Popular or alike'],
        ['/new', '1. What is tried'],
        [`/${first.id}`, 'The same in other ways'],
      ]) {
        await page.goto(`${console.url}${list}${path}`);
        await page
          .getByText(text ?? '')
          .first()
          .waitFor();
        assert.deepEqual(await axeViolations(page), [], `${colorScheme} ${path}`);
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok(Number(wide) <= 0, `${path}: ${wide} px too wide`);
      }
      await page.context().close();
    }
  });
});
