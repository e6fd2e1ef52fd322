import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { pageFaults } from '../support/page-faults.ts';

/** What an admin sees of the events of a shop. */
describe('events in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let sent = 0;
  const secondsApart = 20;
  before(async () => {
    console = await openConsole();
    await send(60, { userId: 'early' });
    await send(1, { userId: 'buyer', eventType: 'purchase', productId: 'teapot', metadata: { price: 30 } });
    await stored(61);
  });
  after(() => console?.close());

  const path = (query = '') => `/dashboard/tenants/${console.shop.tenantId}/events${query}`;
  const listed = async (query: string) =>
    (
      await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/events?${query}`, {
        token: console.shop.adminToken,
      })
    ).body;
  const stored = (count: number) =>
    waitFor(
      async () => (await listed('limit=1')).meta.total === count,
      () => `${count} events`,
    );
  async function send(count: number, change: Record<string, unknown>): Promise<void> {
    // One after the other in time, so that the order of the list is known, and over many minutes, which are what the page is asked for.
    const firstMs = Date.now() - 3_600_000;
    const events = Array.from({ length: count }, () => ({
      eventType: 'product_viewed',
      productId: `mug-${++sent}`,
      timestamp: new Date(firstMs + sent * secondsApart * 1000).toISOString(),
      ...change,
    }));
    const { status } = await ask(`${console.product.url}/api/v1/events/batch`, {
      token: console.shop.writeKey,
      body: { events },
    });
    assert.equal(status, 202);
  }
  const products = (page: Page) => page.getByTitle('Only this product').allInnerTexts();

  test('what an address asks for and no page has is said by name, the page is shown without it, and it can be taken out', async () => {
    const { page, complaints } = await console.visitAsAdmin(path('?from=abc&userId=buyer'));
    const notice = page.getByRole('main').getByRole('alert');
    await notice.getByText('from is “abc”, and has to be a time such as').waitFor();
    await page.getByText('teapot').first().waitFor();
    assert.deepEqual(await products(page), ['teapot']);
    assert.deepEqual(await pageFaults(page), []);
    await page.getByRole('button', { name: 'Leave it out' }).click();
    await notice.waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).search, '?userId=buyer');
    const tenant = `${console.url}/dashboard/tenants`;
    const others = {
      [`${tenant}/${console.shop.tenantId}/audit?to=2026-02-30`]: 'to is “2026-02-30”, and has to be a day',
      [`${tenant}/${console.shop.tenantId}/analytics?from=soon&compare=never`]: 'compare is “never”, and has to be',
      [`${tenant}/${console.shop.tenantId}/catalog?available=maybe`]:
        'available is “maybe”, and has to be true or false',
      [`${tenant}/${console.shop.tenantId}/experiments?status=won`]: 'status is “won”, and has to be',
      [`${tenant}/${console.shop.tenantId}/dead-letters?space=life`]: 'space is “life”, and has to be live or test',
      [`${tenant}/${console.shop.tenantId}/replay?offset=-1`]: 'offset is “-1”, and has to be a whole number',
      [`${tenant}?status=gone`]: 'status is “gone”, and has to be active or suspended',
      [`${console.url}/dashboard?from=abc`]: 'from is “abc”, and has to be a day',
    };
    for (const [address, words] of Object.entries(others)) {
      await page.goto(address);
      await notice.getByText(words).waitFor();
    }
    await page.goto(`${console.url}${path('?from=2026-01-02T10:00')}`);
    await page.getByText('teapot').first().waitFor();
    assert.equal(await notice.count(), 0, 'control: a time that can be read is no fault');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
  const rowsAre = (page: Page, isRight: (shown: string[]) => boolean) =>
    waitFor(
      async () => isRight(await products(page)),
      () => 'the rows',
    );

  /** Reads the page anew until a row has this text: names are counted a few seconds late. */
  const shown = (page: Page, text: string) =>
    waitFor(
      async () => {
        await page.reload();
        return page
          .getByRole('row')
          .filter({ hasText: text })
          .waitFor({ timeout: 5_000 })
          .then(
            () => true,
            () => false,
          );
      },
      () => text,
    );

  test('names that a sender uses and that are not understood stand below the events, with how many were refused', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await rowsAre(page, (shown) => shown.length > 0);
    const region = page.getByRole('heading', { name: 'Names that are not understood' });
    assert.equal(await region.count(), 0, 'control: there are none yet');
    const event = { eventType: 'wishlist_added', userId: 'ada', productId: 'mug' };
    await ask(`${console.product.url}/api/v1/events/batch`, {
      token: console.shop.writeKey,
      body: { events: [event, event] },
    });
    await shown(page, 'wishlist_added');
    assert.match(await page.getByRole('row').filter({ hasText: 'wishlist_added' }).innerText(), /type of event\s+2\s/);
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('why events of a sender were refused stands below them, though its SDK was told of success', async () => {
    const sent = await fetch(`${console.product.url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${console.shop.writeKey}` },
      body: JSON.stringify({
        userId: 'ada',
        event: 'Product Viewed',
        timestamp: 'yesterday',
        properties: { product_id: 'mug' },
      }),
    });
    assert.equal(sent.status, 200);
    const { page, complaints } = await console.visitAsAdmin(path());
    await shown(page, '"yesterday"');
    const row = page.getByRole('region', { name: 'Why events were refused' }).getByRole('row').last();
    assert.match(await row.innerText(), /Send timestamp as ISO 8601.*"yesterday"\s+1\s/s);
    assert.deepEqual(await pageFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('what is stored meanwhile waits for a click, and nothing moves under a reader', async () => {
    const { page, complaints } = await console.visitAsAdmin(path());
    await page.getByText('live', { exact: true }).first().waitFor();
    await rowsAre(page, (shown) => shown.length === 50);
    const before = await products(page);
    assert.equal(before[0], 'teapot');
    assert.deepEqual(await pageFaults(page), []);
    const top = await page.getByRole('region', { name: 'Events', exact: true }).boundingBox();
    await send(2, { userId: 'late comer' });
    await page.getByRole('button', { name: 'Show 2 new' }).waitFor();
    assert.deepEqual(await products(page), before);
    assert.deepEqual(await page.getByRole('region', { name: 'Events', exact: true }).boundingBox(), top);
    await page.getByRole('button', { name: 'Show 2 new' }).click();
    assert.deepEqual(await products(page), [`mug-${sent}`, `mug-${sent - 1}`, ...before]);

    await page.getByRole('button', { name: 'Show older events' }).click();
    await rowsAre(page, (shown) => shown.length === 63);
    assert.equal(new Set(await products(page)).size, 63, 'each once');
    assert.equal(await page.getByRole('button', { name: 'Show older events' }).count(), 0);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a row unfolds into its record, with its place on the log, as the API has it', async () => {
    const { page } = await console.visitAsAdmin(path('?type=purchase'));
    await page.getByRole('button', { name: 'Details' }).click();
    const record = await page.getByRole('region', { name: 'The decoded record' }).innerText();
    const [event] = (await listed('type=purchase')).data;
    assert.deepEqual(JSON.parse(record), event);
    await page
      .locator('dd', { hasText: new RegExp(`^${event.offset}$`) })
      .first()
      .waitFor();
    assert.deepEqual(await pageFaults(page), []);
    await page.context().close();
  });

  test('filters are in the URL: a click on a value sets one, a reload keeps it, and the way back clears it', async () => {
    const { page } = await console.visitAsAdmin(path());
    await page.getByRole('button', { name: 'buyer' }).click();
    await rowsAre(page, (shown) => shown.join() === 'teapot');
    assert.equal(new URL(page.url()).searchParams.get('userId'), 'buyer');
    await page.reload();
    await rowsAre(page, (shown) => shown.join() === 'teapot');
    assert.equal(await page.getByLabel('Shopper').inputValue(), 'buyer');
    await page.getByLabel('Type').selectOption('add_to_cart');
    await page.getByText('No event is like that').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await rowsAre(page, (shown) => shown.length === 50);
    await page.context().close();
  });

  test('a time that is jumped to ends the list there, and is not followed', async () => {
    const { timestamp } = (await listed('limit=1&offset=59')).data[0];
    const { page } = await console.visitAsAdmin(path(`?to=${timestamp.slice(0, 16)}`));
    const until = new Date(Date.parse(`${timestamp.slice(0, 16)}:00Z`) + 60_000).toISOString();
    const expected = (await listed(`limit=50&to=${until}`)).data.map(
      ({ productId }: { productId: string }) => productId,
    );
    await rowsAre(page, (shown) => shown.join() === expected.join());
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByText('live', { exact: true }).first().waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.context().close();
  });

  test('of two times only what lies between is listed, and what is stored meanwhile is followed from the first', async () => {
    const all = (await listed('limit=100')).data as { timestamp: string; productId: string }[];
    const [newest = '', oldest = ''] = [all[10]?.timestamp.slice(0, 16), all[40]?.timestamp.slice(0, 16)];
    const between = all.filter(({ timestamp }) => timestamp.slice(0, 16) >= oldest && timestamp.slice(0, 16) <= newest);
    const { page } = await console.visitAsAdmin(path(`?from=${oldest}&to=${newest}`));
    const expected = between.slice(0, 50).map(({ productId }) => productId);
    await rowsAre(page, (shown) => shown.join() === expected.join());
    assert.equal(await page.getByLabel('From, UTC').inputValue(), oldest);
    assert.ok(between.length < all.length, 'control: there are others');
    const [first = ''] = [all[0]?.timestamp.slice(0, 16)];
    await page.getByLabel('From, UTC').fill(first);
    await page.getByLabel('Up to, UTC').fill('');
    await page.getByText('live', { exact: true }).first().waitFor();
    const since = all.filter(({ timestamp }) => timestamp.slice(0, 16) >= first).map(({ productId }) => productId);
    await rowsAre(page, (shown) => shown.join() === since.slice(0, 50).join());
    await send(1, { userId: 'early again', timestamp: all[40]?.timestamp });
    await send(1, { userId: 'new comer', timestamp: new Date().toISOString() });
    await page.getByRole('button', { name: 'Show 1 new' }).click();
    await page.getByRole('button', { name: 'new comer' }).waitFor();
    await page.context().close();
  });

  test('a year is typed by keyboard without an answer to each digit, and one long ago in the URL is a time too', async () => {
    const { page } = await console.visitAsAdmin(path('?from=0002-01-01T00:00'));
    await rowsAre(page, (shown) => shown.length === 50);
    await page.goto(console.url + path());
    await rowsAre(page, (shown) => shown.length === 50);
    const before = await page.evaluate<number>('history.length');
    await page.getByLabel('From, UTC').focus();
    await page.keyboard.type('01022025');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('1000AM');
    await page.waitForURL(/from=2025-01-02T10%3A00/);
    assert.equal(await page.evaluate<number>('history.length'), before + 1, 'one step, as for any other filter');
    await rowsAre(page, (shown) => shown.length === 50);
    await page.context().close();
  });

  test('a question that the API refuses is told by what is wrong with it', async () => {
    const { page } = await console.visitAsAdmin(path('?from=2026-11-20T00:00&to=2026-11-01T00:00'));
    await page.getByRole('alert').locator('code').getByText('from', { exact: true }).waitFor();
    await page.context().close();
  });

  test('a choice beside a name keeps the focus while more events with that name are refused', async () => {
    const body = { events: [{ eventType: 'Gift Wrapped', userId: 'ada', productId: 'mug' }] };
    const refuse = () => ask(`${console.product.url}/api/v1/events/batch`, { token: console.shop.writeKey, body });
    await refuse();
    const { page } = await console.visitAsAdmin(path());
    await shown(page, 'Gift Wrapped');
    await page.getByLabel('Take Gift Wrapped as').focus();
    await refuse();
    await waitFor(
      async () => {
        await page.evaluate(`dispatchEvent(new Event('online'))`);
        return /\s2\s/.test(await page.getByRole('row').filter({ hasText: 'Gift Wrapped' }).innerText());
      },
      () => 'the second event to be counted',
    );
    assert.ok(await page.evaluate<boolean>(`document.activeElement.ariaLabel === 'Take Gift Wrapped as'`));
    await page.context().close();
  });

  test('a name that is not understood is a type of ours from one click on, stays so elsewhere, and can be undone', async () => {
    const wanted = { eventType: 'Wishlist Order', userId: 'wisher', productId: 'mug', metadata: { price: 4 } };
    const sendNamed = async () =>
      (
        await ask(`${console.product.url}/api/v1/events/batch`, {
          token: console.shop.writeKey,
          body: { events: [wanted] },
        })
      ).body.data.accepted;
    assert.equal(await sendNamed(), 0, 'control: the name means nothing yet');
    const { page, complaints } = await console.visitAsAdmin(path());
    await shown(page, 'Wishlist Order');
    await page.getByRole('button', { name: 'Take as purchase' }).click();
    await page.getByRole('heading', { name: 'Names that this shop has set' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Take as purchase' }).count(), 0);
    await waitFor(
      async () => (await sendNamed()) === 1,
      () => 'the name to be in force',
    );
    await page.reload();
    const choice = page.getByLabel('Take Wishlist Order as');
    await choice.waitFor();
    assert.equal(await choice.inputValue(), 'purchase');
    assert.deepEqual(await pageFaults(page), []);

    await choice.selectOption('ignore');
    await page.getByText('Events named Wishlist Order are left out from now on.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await waitFor(
      async () => (await choice.inputValue()) === 'purchase',
      () => 'the way back',
    );
    await choice.selectOption('');
    await page.getByRole('heading', { name: 'Names that this shop has set' }).waitFor({ state: 'detached' });
    await waitFor(
      async () => (await sendNamed()) === 0,
      () => 'the name to be unknown again',
    );
    const { body } = await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/audit`, {
      token: console.shop.adminToken,
    });
    assert.equal(body.data.filter(({ action }: { action: string }) => action === 'tenant.updated').length, 4);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});
