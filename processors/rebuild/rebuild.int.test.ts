import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { readFormerCurrencies } from '#stores/projections/read-former-currencies.ts';
import { rollBackVersion } from '#stores/projections/versions.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { analytics } from '../analytics/analytics.ts';
import { attribution } from '../attribution/attribution.ts';
import { cooccurrence } from '../cooccurrence/cooccurrence.ts';
import type { Fold, Projection } from '../projection.ts';
import type { RebuildProgress } from './build.ts';
import { RebuildCancelled, RebuildUnderWay } from './rebuild-errors.ts';
import { rebuildProjection } from './rebuild-projection.ts';
import { rebuildWithArchives } from './rebuild-with-archives.ts';

const nowMs = Date.UTC(2026, 9, 15, 12);
const shopper = 'ada';
const seconds = 1_000;

let running: RunningProcessors;

beforeEach(async () => {
  running = await openRunningProcessors();
});
afterEach(() => running.close());

/** Of one shopper, so of one partition: a click, a purchase and views every hundred events, ten seconds apart; all are more than one chunk. */
function events(first: number, count: number): ShopEvent[] {
  const types = { 0: 'recommendation_clicked', 1: 'purchase' } as Record<number, ShopEvent['type']>;
  return Array.from({ length: count }, (_, n) => {
    const at = first + n;
    return identifiedEvent({
      type: types[at % 100] ?? 'product_viewed',
      userId: shopper,
      productId: `p${Math.floor(at / 100) % 7}`,
      timestampMs: nowMs + at * 10 * seconds,
    });
  });
}
/** The live rows of a projection, without their version. */
async function liveRows({ tables }: Projection): Promise<string[]> {
  const rows = await Promise.all(
    tables.map(({ name, projection }) =>
      running.owner.query<{ row: string }>(
        `SELECT (to_jsonb(t) - 'version')::text AS row FROM ${name} t JOIN projections p ON p.name = $1 AND p.live_version = t.version ORDER BY 1`,
        [projection],
      ),
    ),
  );
  return rows.flatMap((result) => result.rows.map(({ row }) => row));
}
/** A projection whose rebuild does something once, within its second chunk. */
function interrupted(projection: Projection, between: () => Promise<void>): Projection {
  let chunks = 0;
  const openFold: Projection['openFold'] = (options): Fold => {
    const fold = projection.openFold(options);
    return {
      ...fold,
      async apply(client, build) {
        chunks += 1;
        if (chunks === 2) await between();
        return fold.apply(client, build);
      },
    };
  };
  return { ...projection, openFold };
}
const rebuild = (projection: Projection, more: { signal?: AbortSignal; onProgress?(at: RebuildProgress): void } = {}) =>
  rebuildProjection({ projection, database: running.database, log: null, ...more });

const count = 13_000;

/** Where a rebuild stands after the first chunk behind the cancelled one: after its second one, or again after its first, which is larger. */
for (const [projection, goesOnAt] of [
  [analytics, 10_000],
  [cooccurrence, 10_000],
] as const)
  test(`a cancelled rebuild of ${projection.name} leaves the live version, says how it goes on, and the next one ends it`, async () => {
    await running.append(events(0, count));
    await running.restart();
    const before = await liveRows(projection);
    assert.ok(before.length > 0);
    const stopping = new AbortController();
    const progress: RebuildProgress[] = [];
    await assert.rejects(
      rebuild(projection, {
        signal: stopping.signal,
        onProgress(at) {
          progress.push(at);
          stopping.abort();
        },
      }),
      (error) =>
        error instanceof RebuildCancelled &&
        error.message.includes(projection === analytics ? 'goes on from there' : 'begins again'),
    );
    assert.equal(progress.length, 1);
    assert.equal(progress[0]?.total, count);
    assert.deepEqual(await liveRows(projection), before);
    const more: RebuildProgress[] = [];
    const rebuilt = await rebuild(projection, { onProgress: (at) => more.push(at) });
    assert.equal(more[0]?.done, goesOnAt);
    assert.deepEqual(more.at(-1), { done: count, total: count });
    assert.equal(rebuilt.version, 2);
    assert.deepEqual(await liveRows(projection), before);
  });

for (const projection of [analytics, attribution, cooccurrence])
  test(`while ${projection.name} is rebuilt events are loaded and a shopper is erased; the new version is as the live one was kept`, async () => {
    await running.append(events(0, 23_000));
    await running.drained();
    let isLoaded = false;
    await rebuild(
      interrupted(projection, async () => {
        await running.append(events(23_000, 150));
        await running.erase(shopper);
        await running.append(events(23_150, 400));
        // Would wait for ever if the rebuild held the lock of the offsets here.
        await running.drained();
        isLoaded = true;
      }),
    );
    assert.ok(isLoaded);
    const rebuilt = await liveRows(projection);
    assert.ok(rebuilt.length > 0);
    const user = new RegExp(`"user_id": "${shopper}"`);
    // Four purchases lie behind the erasure: they are named, and none before.
    if (projection === attribution) assert.equal(rebuilt.filter((row) => user.test(row)).length, 4);
    await rebuild(projection);
    assert.deepEqual(rebuilt, await liveRows(projection), 'as a rebuild from what is stored now');
  });

test('one rebuild of a projection at a time; another projection is none of its business', async () => {
  await running.append(events(0, 13_000));
  await running.drained();
  const before = await liveRows(analytics);
  await rebuild(
    interrupted(analytics, async () => {
      await assert.rejects(rebuild(analytics), RebuildUnderWay);
      const asCommand = {
        projection: analytics,
        database: running.database,
        log: null,
        archiveDir: 'no months are there',
      };
      await assert.rejects(rebuildWithArchives(asCommand), /rebuilding analytics already/);
      await rebuild(attribution);
    }),
  );
  assert.deepEqual(await liveRows(analytics), before);
});

test('what was begun before a tenant changed its currency is told, until it is rebuilt; after a roll-back again', async () => {
  const withFormer = async () => [...(await readFormerCurrencies(running.owner)).keys()].toSorted();
  await running.drained();
  assert.deepEqual(await withFormer(), [], 'control: nobody changed anything');
  await running.owner.query(
    `INSERT INTO admins (admin_id, email, password_hash) VALUES (gen_random_uuid(), 'a@shop.example', '!')`,
  );
  await running.owner.query(
    `WITH t AS (INSERT INTO tenants (tenant_id, admin_id, name, config) SELECT gen_random_uuid(), admin_id, 'Moved', '{}' FROM admins RETURNING tenant_id),
          s AS (INSERT INTO scopes (tenant_id, space) SELECT tenant_id, 'live' FROM t RETURNING scope)
     INSERT INTO currency_changes (scope, former, changed_at) SELECT scope, 'USD', now() - interval '1 minute' FROM s`,
  );
  const all = ['analytics', 'attribution', 'experiment_results', 'top_products'];
  assert.deepEqual(await withFormer(), all);
  await rebuild(analytics);
  assert.deepEqual(await withFormer(), all.slice(1));
  await rollBackVersion(running.database, 'analytics');
  assert.deepEqual(await withFormer(), all);
});
