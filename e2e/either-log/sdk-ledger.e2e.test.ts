import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask } from '#testing/shop.ts';
import { shopBySteps } from '../support/ledger-shopper.ts';
import { documentOf } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { openStorefront, type Storefront } from '../support/storefront.ts';
import { openUnsteadyServer } from '../support/unsteady-server.ts';

/** Page views of the ledger. 2,000 are more than the runner's 10 minutes on a busy machine: `node --test` has no such limit. */
const views = Number(process.env.LEDGER_VIEWS ?? 400);
/** So many shoppers have pages open at once, each in windows of their own: most of a view is waiting for the second that a look takes. */
const shoppers = 12;
/** For what all of them have told in the end. */
const settleMs = 180_000;

describe('the ledger of the tag', { skip: noBrowser() }, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
    await front.makeAllTrend();
  });
  after(() => front.close());

  test(`what was clicked and seen in ${views} page views is what analytics count, exactly, on a network that fails`, async (t) => {
    const random = createRandom(11);
    const server = await openUnsteadyServer(front.product.url, random);
    t.after(() => server.close());
    const body = documentOf(placement('ledger'), front.tag(`data-api-url="${server.url}"`));
    for (const path of ['/ledger', ...Array.from({ length: 12 }, (_, n) => `/product/p${n}`)])
      front.pages.put(path, body, undefined);
    await front.saveWidget('ledger', { maxItems: 4 });
    const address = `${front.pages.url}/ledger`;

    const shopped = await Promise.all(
      Array.from({ length: shoppers }, (_, n) =>
        shopBySteps(front, address, Math.floor((views + n) / shoppers), random),
      ),
    );
    server.settle();
    const sum = (field: 'views' | 'clicks' | 'looks') => shopped.reduce((total, one) => total + one[field], 0);
    assert.equal(sum('views'), views);
    await Promise.all(shopped.map(({ finish }) => finish()));

    const told = (eventType: string) =>
      new Set(
        server.told.flatMap(({ token, events }) =>
          events.filter((event) => event.eventType === eventType).map(({ productId }) => `${token} ${productId}`),
        ),
      ).size;
    const expected = { impressions: told('recommendation_impressed'), clicks: sum('clicks') };
    const overview = `${front.product.url}/api/v1/tenants/${front.shop.tenantId}/analytics/overview?placementId=ledger`;
    const counted = async () => {
      const { data } = (await ask(overview, { token: front.shop.adminToken })).body;
      return { impressions: data.impressions.value, clicks: data.clicks.value };
    };
    let last = {};
    await waitFor(
      async () => {
        last = await counted();
        return JSON.stringify(last) === JSON.stringify(expected);
      },
      () =>
        `${JSON.stringify(expected)}, counted ${JSON.stringify(last)}, told of ${told('recommendation_clicked')} clicks`,
      settleMs,
    );
    assert.ok(
      expected.impressions >= 4 * sum('looks'),
      `four of each of ${sum('looks')} looks: ${expected.impressions}`,
    );
    assert.ok(
      Object.values(server.failed).every((times) => times > 0),
      `control: it failed in every way: ${JSON.stringify(server.failed)}`,
    );
    const sent = server.told.flatMap(({ events }) => events).length;
    assert.ok(sent > expected.impressions + expected.clicks, `control: much was sent more than once: ${sent}`);
  });
});
