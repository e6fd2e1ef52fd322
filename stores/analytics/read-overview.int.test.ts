import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiApp } from '#testing/api-app.ts';
import { openApiProcessors } from '#testing/api-processors.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop } from '#testing/shop.ts';
import { openDatabase } from '../postgres/database.ts';
import { readOverview } from './read-overview.ts';

test('the command reads the figures that the route answers', async () => {
  const app = await openApiApp();
  const processors = await openApiProcessors(app);
  const database = openDatabase({ url: app.testDatabase.processorUrl, max: 1, applicationName: 'command' });
  try {
    const shop = await createShop(app.url);
    const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
    const touch = { scope, userId: 'u', productId: 'p', timestampMs: Date.now() - 3_600_000 };
    await processors.append([
      identifiedEvent({ ...touch, type: 'recommendation_clicked' }),
      identifiedEvent({ ...touch, type: 'purchase' }),
    ]);
    await processors.drained();
    const { current, timeZone } = await readOverview(database, shop.tenantId, 'live', 30);
    const { body } = await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/analytics/overview`, {
      token: shop.adminToken,
    });
    assert.deepEqual([current.clicks, current.conversions, timeZone], [1, 1, 'UTC']);
    for (const [name, value] of Object.entries(current)) assert.equal(value, body.data[name].value, name);
  } finally {
    await database.close();
    await processors.close();
    await app.remove();
  }
});
