import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask, type Json } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

// biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
const ruleOf = (id: string, name: string, what: object) => ({ id, name, then: what });

/** What an admin does with the rules of a placement, without writing JSON. */
describe('rules in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  const tenant = () => `${console.product.url}/api/v1/tenants/${console.shop.tenantId}`;
  const token = () => console.shop.adminToken;
  before(async () => {
    console = await openConsole();
    const products = ['Mug', 'Pot', 'Lamp', 'Sock', 'Scarf'].map((name, n) => ({
      productId: name.toLowerCase(),
      name,
      category: n < 2 ? 'Home > Kitchen' : n === 2 ? 'Light' : 'Clothes',
      price: 10 * (n + 1),
      attributes: { margin: n / 10 },
    }));
    assert.equal((await ask(`${tenant()}/catalog/batch`, { token: token(), body: products })).status, 200);
    await waitFor(
      async () => (await answered()).length === products.length,
      () => 'the products can be recommended',
    );
  });
  after(() => console?.close());

  const path = (placement: string, rest = '') =>
    `/dashboard/tenants/${console.shop.tenantId}/rules?placement=${placement}${rest}`;
  const answered = async (placement = 'home'): Promise<string[]> =>
    (await ask(`${tenant()}/recommendations?placementId=${placement}`, { token: token() })).body.data.map(
      ({ productId }: Json) => productId,
    );
  const saved = async (placement: string): Promise<Json> =>
    (await ask(`${tenant()}/placements/${placement}/rules`, { token: token() })).body.data;

  test('a rule is written by forms, seen before it is saved, in force at once, and rolled back', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('home'));
    await page.getByText('No rules here yet').waitFor();
    await page.getByRole('button', { name: 'Never show' }).click();
    await page.getByLabel('Name', { exact: true }).fill('No clothes');
    await page.getByLabel('Value').fill('Clothes');
    await page.getByLabel('Value').press('Tab');
    await page.getByText('Never shows products whose category is or lies below Clothes.').waitFor();
    await page.getByRole('button', { name: 'Show what would change' }).click();
    const anybody = page.getByRole('listitem').filter({ hasText: 'Somebody who is not known' });
    await anybody.getByText('Lost: is taken by rule “never-show”').first().waitFor();
    assert.equal(await anybody.getByText('Lost:').count(), 2, 'the sock and the scarf');
    assert.equal((await answered()).length, 5, 'a preview changes nothing');
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page.getByText('Version 1 is in force.').waitFor();
    assert.deepEqual((await answered()).sort(), ['lamp', 'mug', 'pot']);

    await page.getByRole('button', { name: 'Limit', exact: true }).click();
    await page.getByLabel('At most').fill('1');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 is in force.').waitFor();
    assert.equal((await answered()).length, 2);
    await page.getByRole('button', { name: 'Roll back to 1' }).click();
    await page.getByText('Version 3 is what version 1 was.').waitFor();
    assert.deepEqual((await answered()).sort(), ['lamp', 'mug', 'pot']);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a draft outlives the minute after which the page asks for its tenant and its list anew; another placement has none of it', async () => {
    const { page } = await console.visitAsAdmin(path('drafts'));
    await page.clock.install();
    await page.reload();
    await page.getByText('No rules here yet').waitFor();
    await page.getByRole('button', { name: 'Never show' }).click();
    await page.getByLabel('Name', { exact: true }).fill('A draft');
    const asked = Promise.all(
      [`/tenants/${console.shop.tenantId}`, '/placements/drafts/rules'].map((end) =>
        page.waitForResponse((response) => new URL(response.url()).pathname.endsWith(end)),
      ),
    );
    await page.clock.fastForward(70_000);
    await asked;
    await page.clock.runFor(1_000);
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'A draft');
    // Control: what drops a draft does.
    await page.goto(new URL(path('others'), page.url()).href);
    await page.getByText('No rules here yet').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).count(), 0);
    await page.context().close();
  });

  test('the order is changed by the arrow keys and by dragging, and goes with the save', async () => {
    const rules = ['first', 'second', 'third'].map((id) =>
      ruleOf(id, `The ${id}`, { action: 'pin', productIds: ['mug'], position: 0 }),
    );
    await ask(`${tenant()}/placements/order/rules`, { method: 'PUT', token: token(), body: { rules } });
    const { page } = await console.visitAsAdmin(path('order'));
    const names = () => page.getByRole('article').locator('h3').allInnerTexts();
    await page.getByRole('button', { name: 'Place 3: The third' }).press('ArrowUp');
    assert.deepEqual(await names(), ['The first', 'The third', 'The second']);
    assert.match((await page.evaluate<string>('document.activeElement.ariaLabel')) ?? '', /^Place 2: The third/);
    await page.getByRole('article', { name: 'The second' }).dragTo(page.getByRole('article', { name: 'The first' }));
    assert.deepEqual(await names(), ['The second', 'The first', 'The third']);
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 is in force.').waitFor();
    assert.deepEqual(
      (await saved('order')).rules.map(({ id }: Json) => id),
      ['second', 'first', 'third'],
    );
    await page.context().close();
  });

  test('what the API refuses stands at its rule, and what others have saved meanwhile is not overwritten unseen', async () => {
    const { page } = await console.visitAsAdmin(path('shared'));
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page.getByRole('article').getByRole('alert').getByText('then.productIds').waitFor();
    await page.getByLabel('Product ids').fill('mug');
    const theirs = [ruleOf('theirs', 'Theirs', { action: 'seen', mode: 'drop' })];
    await ask(`${tenant()}/placements/shared/rules`, { method: 'PUT', token: token(), body: { rules: theirs } });
    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page.getByText('Version 1 was saved meanwhile').waitFor();
    await page.getByText('It was changed meanwhile').waitFor();
    assert.equal(await page.getByText('If-Match').count(), 0, 'what is said to programs is not said to people');
    assert.equal((await saved('shared')).rules[0].id, 'theirs', 'nothing is overwritten unseen');
    await page.getByRole('button', { name: 'Keep my draft' }).click();
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 is in force.').waitFor();
    assert.equal((await saved('shared')).rules[0].id, 'pin');
    await page.context().close();
  });

  test('what the API refuses of rules written as JSON stands below them, and what is no rule takes no other one away', async () => {
    const { page } = await console.visitAsAdmin(path('written'));
    const json = page.getByLabel('Rules as JSON');
    const write = async (rules: unknown[]) => {
      await page.getByRole('tab', { name: 'JSON' }).click();
      await json.fill(JSON.stringify(rules));
      await json.blur();
    };
    const kept = ruleOf('kept', 'Kept', { action: 'seen', mode: 'drop' });
    await write([kept, 5]);
    await page.getByRole('alert').getByText('each rule is an object').waitFor();
    await write([kept, { id: 'half', name: 'Half' }]);
    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page
      .getByRole('alert')
      .getByText(/^Rule 2 \(half\): .*then/)
      .waitFor();
    await page.getByRole('tab', { name: 'Forms' }).click();
    await page.getByText('Rule 2 is not complete enough for a form: mend it as JSON.').waitFor();
    await page.getByRole('article').getByText('Kept', { exact: true }).waitFor();
    await write([kept, ruleOf('half', 'Half', { action: 'seen', mode: 'demote' })]);
    await page.getByRole('tab', { name: 'Forms' }).click();
    await page.getByRole('article').getByText('Half', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.context().close();
  });

  test('every action and condition has a form, and what the forms write the API takes', async () => {
    const { page } = await console.visitAsAdmin(path('everything'));
    const add = page.getByText('Add:').locator('..').getByRole('button');
    await add.first().waitFor();
    for (const action of await add.all()) await action.click();
    await page.getByRole('button', { name: 'Edit Pin' }).click();
    await page.getByLabel('Product ids').fill('mug');
    const input = (label: string) => page.locator('input').and(page.getByLabel(label, { exact: true }));
    const condition = page.getByLabel('Add a condition');
    for (const words of await condition.locator('option').allInnerTexts())
      if (words !== 'Choose…') await condition.selectOption({ label: words });
    await input('The viewed product is one of').fill('mug');
    await input('The viewed product lies in a category').fill('Home');
    await input('The shopper has bought in a category').fill('Light');
    await input('The cart has one of').fill('pot, lamp');
    await page.getByLabel('Value', { exact: true }).fill('Home');
    await page.getByPlaceholder('device').fill('device');
    await input('is one of').fill('mobile');
    for (const name of ['Never show', 'Show only', 'Boost', 'Bury']) {
      await page.getByRole('button', { name: `Edit ${name}` }).click();
      await page.getByLabel('Value', { exact: true }).fill('Home');
    }
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Save as version 1' }).click();
    await page.getByText('Version 1 is in force.').waitFor();
    const { rules } = await saved('everything');
    assert.equal(new Set(rules.map(({ then }: Json) => then.action)).size, 14);
    const pin = rules.find(({ id }: Json) => id === 'pin');
    assert.deepEqual(pin.when, {
      context: {
        productId: { in: ['mug'] },
        category: { under: 'Home' },
        filter: { field: 'category', under: 'Home' },
      },
      user: { isNew: true, hasBought: { category: 'Light' } },
      cart: { total: { between: [0, 100] }, contains: ['pot', 'lamp'] },
      params: [{ name: 'device', in: ['mobile'] }],
    });
    await page.reload();
    await page.getByRole('tab', { name: 'JSON' }).click();
    assert.deepEqual(JSON.parse(await page.getByLabel('Rules as JSON').inputValue()), rules);
    await page.context().close();
  });
});
