import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import type { Hands } from '../support/hands/hands.ts';
import { keyboard } from '../support/hands/keyboard.ts';
import { mouse } from '../support/hands/mouse.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';

const walkers: readonly { by: string; handsOf: (page: Page) => Hands }[] = [
  { by: 'by mouse', handsOf: () => mouse },
  { by: 'by keyboard alone', handsOf: keyboard },
];

/** What an admin comes for, from the login to the end, with a mouse and with a keyboard alone. */
describe('journeys through the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  before(async () => {
    console = await openConsole();
  });
  after(() => console?.close());

  const api = async (shop: Shop, path: string, body?: object): Promise<Json> =>
    (await ask(`${shop.url}/api/v1/tenants/${shop.tenantId}${path}`, { token: shop.adminToken, body })).body.data;

  /** A page of a new shop after its admin has logged in. */
  async function enter(shop: Shop, handsOf: (page: Page) => Hands, path = '') {
    const { page, complaints } = await console.visit(`/dashboard/tenants/${shop.tenantId}${path}`);
    const hands = handsOf(page);
    await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
    await hands.write(page.getByLabel('E-mail'), shop.email);
    await hands.write(page.getByLabel('Password'), shop.password);
    await hands.press(page.getByRole('button', { name: 'Log in' }));
    const goTo = (name: string) =>
      hands.press(page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name }));
    return { page, hands, goTo, complaints, button: (name: string) => page.getByRole('button', { name, exact: true }) };
  }

  for (const { by, handsOf } of walkers) {
    test(`${by}: from the sign-up to the end of the first hour`, async () => {
      const { page, complaints } = await console.visit('/');
      const hands = handsOf(page);
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await hands.press(page.getByRole('link', { name: 'Create an account' }));
      await hands.write(page.getByLabel('E-mail'), `${by.replaceAll(' ', '-')}@shop.example`);
      await hands.write(page.getByLabel('Password'), 'a long password');
      await hands.press(page.locator('form').getByRole('button'));
      await hands.write(page.getByLabel('Name'), 'New shop');
      await hands.press(button('Create the tenant'));
      await hands.press(button('Make the keys'));
      const curl = page.getByRole('region', { name: 'curl', exact: true });
      const key = /rk_live_[\w-]+/.exec((await curl.textContent()) ?? '')?.[0] ?? '';
      await hands.press(page.getByRole('tab', { name: 'Python' }));
      await page.getByRole('region', { name: 'Python', exact: true }).getByText('urlopen').first().waitFor();
      const send = (path: string, body: object) => ask(`${console.product.url}/api/v1${path}`, { token: key, body });
      await send('/events', { eventType: 'product_viewed', userId: 'ada', productId: 'p-1' });
      await send('/catalog', { productId: 'p-1', name: 'Blue mug', category: 'kitchen', price: 12.95 });
      await page.locator('[data-step=catalog][data-done=true]').waitFor();
      await hands.press(button('Put this away'));
      await page.getByRole('heading', { name: 'The first hour of New shop' }).waitFor({ state: 'detached' });
      assert.deepEqual(complaints, []);
      await page.context().close();
    });

    test(`${by}: a key is made, what comes in with it is seen, unfolded and filtered, and the key is revoked`, async () => {
      const shop = await createShop(console.product.url);
      const { page, hands, goTo, button } = await enter(shop, handsOf);
      await goTo('API keys');
      await hands.press(button('Create a key'));
      await hands.write(page.getByLabel('Name'), 'Storefront');
      await hands.choose(page.getByLabel('Permissions'), 'Read and write: events and catalog too; for servers alone');
      await hands.press(button('Create the key'));
      const key = await page.getByRole('region', { name: 'The key' }).innerText();
      await hands.press(button('I have copied it'));
      await goTo('Events');
      await page.getByText('live', { exact: true }).first().waitFor();
      // Else the first of them may be in the list already, and one alone is new.
      await page.getByText('No event yet').waitFor();
      for (const [userId, productId] of [
        ['ada', 'mug'],
        ['bob', 'pot'],
      ])
        await ask(`${shop.url}/api/v1/events`, {
          token: key,
          body: { eventType: 'product_viewed', userId, productId },
        });
      await hands.press(button('Show 2 new'));
      await hands.press(button('Details').first());
      await page.getByRole('region', { name: 'The decoded record' }).getByText('bob').first().waitFor();
      await hands.press(button('ada'));
      await page.waitForURL('**userId=ada');
      await page.getByRole('button', { name: 'bob' }).waitFor({ state: 'detached' });
      await hands.choose(page.getByLabel('Type'), 'purchase');
      await hands.press(button('Clear the filters'));
      await button('bob').waitFor();
      await goTo('API keys');
      await hands.press(button('Revoke Storefront'));
      await hands.write(page.getByRole('dialog').getByRole('textbox'), 'Storefront');
      await hands.press(button('Revoke the key'));
      await page.getByText('Storefront is revoked.').waitFor();
      await page.context().close();
    });

    test(`${by}: a widget is styled, rules are written, ordered and previewed, and an answer is explained`, async () => {
      const shop = await createShop(console.product.url);
      const items = ['Mug', 'Pot', 'Sock'].map((name, n) => ({
        productId: name.toLowerCase(),
        name,
        category: n < 2 ? 'Kitchen' : 'Clothes',
        price: 10,
      }));
      await ask(`${shop.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
      await waitFor(
        async () => (await api(shop, '/recommendations')).length === items.length,
        () => 'the products can be recommended',
      );
      const { page, hands, goTo, button } = await enter(shop, handsOf, '/widgets?placement=home');
      await hands.write(page.getByLabel('Title'), 'Made for you');
      await hands.choose(page.getByLabel('Layout'), 'List');
      await hands.press(page.getByRole('button', { name: /^Phone/ }));
      await hands.press(button('Save as version 1'));
      await page.getByText('Version 1 is saved').waitFor();
      assert.equal((await api(shop, '/widgets'))[0].layout, 'list');

      await goTo('Rules');
      await hands.write(page.getByLabel('Placement'), 'home');
      await hands.press(button('Never show'));
      await hands.write(page.getByLabel('Value'), 'Clothes');
      await hands.press(button('Limit'));
      await hands.press(page.getByRole('button', { name: 'Place 2: Limit' }));
      await page.keyboard.press('ArrowUp');
      await page.getByRole('button', { name: 'Place 1: Limit' }).waitFor();
      await hands.press(button('Show what would change'));
      await page.getByText('Lost: is taken by rule “never-show”').first().waitFor();
      await hands.press(button('Save as version 1'));
      await page.getByText('Version 1 is in force.').waitFor();

      await goTo('Explain');
      await hands.write(page.getByLabel('Placement'), 'home');
      await page.keyboard.press('Tab');
      await hands.choose(page.getByLabel('What if'), 'No rules at all');
      await page.getByRole('heading', { name: 'With this change' }).waitFor();
      await page.context().close();
    });

    test(`${by}: an experiment is created, started, paused and completed`, async () => {
      const shop = await createShop(console.product.url);
      const { page, hands, goTo, button } = await enter(shop, handsOf);
      await goTo('Experiments');
      await hands.press(page.getByRole('link', { name: 'Create an experiment' }));
      await hands.write(page.getByLabel('Name'), 'Popular or alike');
      await hands.write(page.getByLabel('Placement'), 'home');
      await hands.choose(page.getByLabel('Control', { exact: true }), 'Trending');
      await hands.choose(page.getByLabel('Variant', { exact: true }), 'Products like it');
      await hands.choose(page.getByLabel('Metric'), 'Conversion rate');
      await hands.write(page.getByLabel('Planned days'), '0');
      await hands.press(button('Create the draft'));
      await page.locator('[name=plannedDays][aria-invalid=true]').waitFor();
      await hands.write(page.getByLabel('Planned days'), '14');
      await hands.press(button('Create the draft'));
      await page.getByRole('heading', { level: 1, name: 'Popular or alike' }).waitFor();
      const step = async (name: string, done: string) => {
        await hands.press(button(name));
        await hands.press(page.getByRole('dialog').getByRole('button', { name, exact: true }));
        await page.getByText(done).waitFor();
      };
      await step('Start', 'The experiment runs.');
      await hands.press(page.getByText('The rule that fired'));
      await step('Pause', 'The experiment is paused.');
      await step('Complete', 'The experiment is complete.');
      assert.equal((await api(shop, '/experiments'))[0].status, 'completed');
      await page.context().close();
    });

    test(`${by}: figures are chosen, narrowed, compared, zoomed by dates and exported`, async () => {
      const shop = await createShop(console.product.url);
      const events = ['home', 'cart'].flatMap((placementId) =>
        ['recommendation_impressed', 'recommendation_clicked'].map((eventType) => ({
          eventType,
          userId: 'ada',
          productId: 'mug',
          metadata: { placementId, strategy: 'trending' },
        })),
      );
      await ask(`${shop.url}/api/v1/events/batch`, { token: shop.writeKey, body: { events } });
      await waitFor(
        async () => (await api(shop, '/analytics/overview')).clicks.value === 2,
        () => 'the clicks are counted',
      );
      const { page, hands, goTo, button } = await enter(shop, handsOf);
      await goTo('Analytics');
      await hands.press(page.getByRole('button', { name: /^CTR \d/ }));
      await page.getByRole('heading', { level: 2, name: 'CTR' }).waitFor();
      await hands.press(button('home'));
      await page.waitForURL('**placement=home**');
      await hands.press(button('Alone'));
      await hands.press(button('7 days'));
      await hands.press(page.getByText('Figures as a table').first());
      const asked = page.waitForEvent('download');
      await hands.press(button('Export the table as CSV'));
      await asked;
      await hands.press(button('Products'));
      await hands.press(button('Show every placement again'));
      await page.waitForURL((url) => !url.searchParams.has('placement'));
      await page.context().close();
    });

    test(`${by}: a setting is changed and undone, and the shop is suspended and reactivated`, async () => {
      const shop = await createShop(console.product.url);
      const { page, hands, goTo, button } = await enter(shop, handsOf);
      await goTo('Settings');
      await hands.write(page.getByLabel('cacheTtlSeconds'), '60');
      await hands.press(button('Save the settings'));
      await hands.press(button('Undo'));
      await waitFor(
        async () => (await api(shop, '')).config.cacheTtlSeconds === 300,
        () => 'the value before',
      );
      await hands.press(button('Suspend the tenant'));
      await hands.write(page.getByRole('dialog').getByRole('textbox'), 'Test shop');
      await hands.press(button('Suspend it'));
      await hands.press(button('Reactivate the tenant'));
      await page.getByText('Test shop is active.').waitFor();
      await page.context().close();
    });
  }

  test('control: what is out of reach, and a focus that nobody sees, fail a journey by keyboard', async () => {
    const { page } = await console.visit('/pricing');
    const hands = keyboard(page);
    const add = (html: string) =>
      page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(html)})`);
    const unreachable = page.locator('#unreachable');
    await add('<div role="button" id="unreachable">No stop</div>');
    await assert.rejects(hands.press(unreachable), /is not reached by/);
    await add('<button id="unseen" style="outline: none">No outline</button>');
    await assert.rejects(hands.press(unreachable), /no outline is drawn/);
    await page.evaluate('unseen.remove()');
    await add('<div style="position: fixed; inset: 0; z-index: 99">Over everything</div>');
    await assert.rejects(hands.press(unreachable), /something else covers it/);
    await page.context().close();
  });
});
