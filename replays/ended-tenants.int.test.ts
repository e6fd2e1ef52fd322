import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReplayView } from '#schemas/http/replays.ts';
import { itsTenantWasDeleted } from '#stores/replays/cancel-of-deleted.ts';
import { wantedFiles } from '#stores/replays/stale-files.ts';
import { takeReplay } from '#stores/replays/take-replay.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let replays: Replays;
before(async () => {
  replays = await openReplays();
});
after(() => replays.close());

const kinds = { export: {}, evaluate: { strategies: ['trending'] } } as const;

async function shopWithEvents(name: string): Promise<Shop> {
  const { app, processors } = replays;
  const shop = await createShop(app.url, name);
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  await processors.append(
    Array.from({ length: 50 }, (_, n) =>
      identifiedEvent({
        ...{ type: 'product_viewed', scope, userId: `shopper-${n % 5}`, productId: `product-${n % 7}` },
        timestampMs: Date.UTC(2026, 4, 1) + n * 60_000,
      }),
    ),
  );
  await processors.drained();
  return shop;
}
const tenantUrl = ({ tenantId }: Shop) => `${replays.app.url}/api/v1/tenants/${tenantId}`;
const suspend = (shop: Shop) =>
  ask(tenantUrl(shop), { method: 'PUT', token: shop.adminToken, body: { status: 'suspended' } });
const remove = (shop: Shop) => ask(tenantUrl(shop), { method: 'DELETE', token: shop.adminToken });
const rowOf = async ({ id }: Pick<ReplayView, 'id'>) => {
  const { rows } = await replays.app.owner.query('SELECT state, failure FROM replays WHERE replay_id = $1', [id]);
  return rows[0];
};
const cancelled = { state: 'cancelled', failure: itsTenantWasDeleted };

for (const [kind, settings] of Object.entries(kinds) as [keyof typeof kinds, object][]) {
  test(`of a suspended tenant: an ${kind} that was asked for goes on, since it only reads, and no other is taken`, async () => {
    const shop = await shopWithEvents(`Suspended, ${kind}`);
    const asked = await replays.ask(shop, kind, settings);
    assert.equal((await suspend(shop)).status, 200);
    await replays.work(await replays.take());
    const done = await replays.view(shop, asked.id);
    assert.deepEqual([done.state, done.failure], ['done', null]);
    const again = await ask(`${tenantUrl(shop)}/replays`, { token: shop.adminToken, body: { [kind]: settings } });
    assert.equal(again.status, 403);
  });

  test(`of a deleted tenant: an ${kind} that waits is not taken up, and one at work ends, with the reason and no files`, async () => {
    const shop = await shopWithEvents(`Deleted, ${kind}`);
    const [first, second] = [await replays.ask(shop, kind, settings), await replays.ask(shop, kind, settings)];
    const atWork = await replays.take();
    assert.equal(atWork.id, first.id, 'control: before, it is taken up');
    assert.equal((await remove(shop)).status, 204);
    assert.equal(await takeReplay(replays.database), null);
    await replays.work(atWork);
    assert.deepEqual([await rowOf(first), await rowOf(second)], [cancelled, cancelled]);
    assert.deepEqual(await wantedFiles(replays.database, [first.id, second.id]), new Set());
  });

  test(`of a tenant that is deleted while its ${kind} is worked on: the result is not kept`, async () => {
    const shop = await shopWithEvents(`Deleted late, ${kind}`);
    const asked = await replays.ask(shop, kind, settings);
    const atWork = await replays.take();
    assert.equal((await remove(shop)).status, 204);
    await replays.work(atWork);
    assert.deepEqual(await rowOf(asked), cancelled);
    assert.deepEqual(await wantedFiles(replays.database, [asked.id]), new Set());
  });
}
