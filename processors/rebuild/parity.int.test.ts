import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { ParityReport } from '#schemas/http/replay-reports.ts';
import { rollBackVersion } from '#stores/projections/versions.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { analytics } from '../analytics/analytics.ts';
import { attribution } from '../attribution/attribution.ts';
import { projections } from '../index.ts';
import type { Fold, Projection } from '../projection.ts';
import type { RebuildOptions } from './build.ts';
import { type Rebuilt, rebuildProjection } from './rebuild-projection.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 9, 15, 12);
const kinds = [
  'product_viewed',
  'recommendation_impressed',
  'recommendation_clicked',
  'purchase',
  'add_to_cart',
] as const;

let running: RunningProcessors;

beforeEach(async () => {
  running = await openRunningProcessors();
});
afterEach(() => running.close());

/** Of 20 shoppers and 3 days. */
const events = (first: number, count: number): ShopEvent[] =>
  Array.from({ length: count }, (_, n) => {
    const at = first + n;
    return identifiedEvent({
      type: kinds[at % kinds.length] ?? 'product_viewed',
      userId: `shopper-${Math.floor(at / kinds.length) % 20}`,
      productId: `p${Math.floor(at / 100) % 7}`,
      // Each five on one day, so that a purchase follows its click.
      timestampMs: nowMs - (Math.floor(at / kinds.length) % 3) * dayMs + at * 1_000,
    });
  });
const rebuild = (projection: Projection, more: Partial<RebuildOptions> = {}): Promise<Rebuilt> =>
  rebuildProjection({ projection, database: running.database, log: running.log, ...more });
const verdictOf = ({ isLive, parity }: Rebuilt) => [parity.verdict, isLive];
const differencesOf = ({ tables }: ParityReport, table: string) => {
  const found = tables.find((one) => one.table === table);
  assert.ok(found, table);
  return found;
};
async function liveVersion({ name }: Projection): Promise<number | undefined> {
  const { rows } = await running.owner.query<{ version: number }>(
    'SELECT live_version AS version FROM projections WHERE name = $1',
    [name],
  );
  return rows[0]?.version;
}
/** One counter of one row of the live version, changed by hand. */
const plant = () =>
  running.owner.query(
    `UPDATE analytics_daily SET product_viewed = product_viewed + 5 WHERE ctid IN (
       SELECT t.ctid FROM analytics_daily t JOIN projections p ON p.name = 'analytics' AND p.live_version = t.version WHERE product_viewed > 0 ORDER BY day LIMIT 1)`,
  );

test('every projection compares equal with what was kept live, and swaps', async () => {
  await running.append(events(0, 3_000));
  await running.drained();
  await running.append(events(3_000, 500));
  // A stop writes the checkpoints of what is counted in memory.
  await running.restart();
  for (const projection of projections) {
    const rebuilt = await rebuild(projection);
    assert.deepEqual(verdictOf(rebuilt), ['equal', true], `${projection.name}: ${JSON.stringify(rebuilt.parity)}`);
  }
  const ofAttribution = differencesOf((await rebuild(attribution)).parity, 'revenue_attributions');
  assert.ok(ofAttribution.before > 0, 'control: there is something to compare');
  const parity = (await rebuild(analytics)).parity;
  const { before, now, sums } = differencesOf(parity, 'analytics_daily');
  assert.ok(before > 0 && before === now);
  assert.deepEqual(
    sums.find(({ column }) => column === 'product_viewed'),
    { column: 'product_viewed', before: '700', now: '700' },
  );
});

test('a row that was changed by hand stops the swap and is named; confirmed it swaps, and a roll-back returns', async () => {
  await running.append(events(0, 1_000));
  await running.drained();
  await plant();
  const stopped = await rebuild(analytics);
  assert.deepEqual(verdictOf(stopped), ['stopped', false]);
  assert.equal(await liveVersion(analytics), 1);
  const { changed, onlyNow, onlyBefore, days, samples } = differencesOf(stopped.parity, 'analytics_daily');
  assert.deepEqual([changed, onlyNow, onlyBefore, days.length, samples.length], [1, 0, 0, 1, 1]);
  const [day] = days;
  assert.equal(day?.day, '2026-10-13');
  assert.equal(Number(day?.before) - Number(day?.now), 5);
  const [sample] = samples;
  assert.deepEqual([sample?.key.scope, sample?.key.day], ['1', '2026-10-13']);
  assert.equal(Number(sample?.before?.product_viewed) - Number(sample?.now?.product_viewed), 5);
  assert.deepEqual(differencesOf(stopped.parity, 'analytics_quarter_hourly').samples, [], 'control: a table as it was');
  const silent = await rebuild(analytics, { namedScopes: [2] });
  assert.deepEqual(differencesOf(silent.parity, 'analytics_daily').samples, [], 'rows of others are not named');
  assert.deepEqual(verdictOf(await rebuild(analytics, { bound: 0.5 })), ['within', true]);
  await rollBackVersion(running.database, 'analytics');
  assert.equal(await liveVersion(analytics), 1);
  assert.deepEqual(
    verdictOf(await rebuild(analytics)),
    ['not_compared', true],
    'what was rolled back stands elsewhere',
  );
  await plant();
  assert.deepEqual(verdictOf(await rebuild(analytics, { isConfirmed: true })), ['confirmed', true]);
  assert.deepEqual(verdictOf(await rebuild(analytics)), ['equal', true], 'control: what was confirmed is right');
});

test('a row that is gone, or was never folded, is told as such', async () => {
  await running.append(events(0, 1_000));
  await running.drained();
  await running.owner.query(
    `DELETE FROM revenue_attributions WHERE purchase_id = (SELECT purchase_id FROM revenue_attributions ORDER BY purchased_at DESC LIMIT 1)`,
  );
  const gone = differencesOf((await rebuild(attribution)).parity, 'revenue_attributions');
  assert.deepEqual([gone.onlyNow, gone.onlyBefore, gone.older], [1, 0, 0]);
  assert.equal(gone.samples[0]?.before, null);
  assert.equal('user_id' in (gone.samples[0]?.now ?? {}), false, 'a report names no shopper');
});

test('rows older than all of the live version, which retention has deleted, do not stop a swap', async () => {
  await running.append(events(0, 1_000));
  await running.drained();
  const drop = (day: string) => running.owner.query(`DELETE FROM analytics_daily WHERE day = $1`, [day]);
  await drop('2026-10-13');
  const rebuilt = await rebuild(analytics);
  assert.deepEqual(verdictOf(rebuilt), ['equal', true]);
  assert.ok(differencesOf(rebuilt.parity, 'analytics_daily').older > 0);
  await drop('2026-10-14');
  assert.deepEqual(verdictOf(await rebuild(analytics)), ['stopped', false], 'control: a day in their midst does');
});

for (const projection of [analytics, attribution])
  test(`${projection.name} is compared at one position, although events are loaded and a shopper is erased meanwhile`, async () => {
    await running.append(events(0, 1_000));
    await running.drained();
    let isLoaded = false;
    const busy: Projection = {
      ...projection,
      openFold(options): Fold {
        const fold = projection.openFold(options);
        return {
          ...fold,
          async apply(client, build) {
            const applied = await fold.apply(client, build);
            if (!isLoaded) {
              isLoaded = true;
              await running.append(events(1_000, 300));
              await running.erase('shopper-3');
              // Would wait for ever if the comparison held the lock of the offsets.
              await running.drained();
            }
            return applied;
          },
        };
      },
    };
    assert.deepEqual(verdictOf(await rebuild(busy)), ['equal', true]);
    assert.ok(isLoaded);
    assert.deepEqual(verdictOf(await rebuild(projection)), ['equal', true], 'and so is what came meanwhile');
  });

test('once a tenant has changed its currency amounts may differ, and nothing is stopped', async () => {
  await running.append(events(0, 500));
  await running.drained();
  await running.owner.query(
    `INSERT INTO admins (admin_id, email, password_hash) VALUES (gen_random_uuid(), 'a@shop.example', '!')`,
  );
  await running.owner.query(
    `WITH t AS (INSERT INTO tenants (tenant_id, admin_id, name, config) SELECT gen_random_uuid(), admin_id, 'Moved', '{}' FROM admins RETURNING tenant_id),
          s AS (INSERT INTO scopes (tenant_id, space) SELECT tenant_id, 'live' FROM t RETURNING scope)
     INSERT INTO currency_changes (scope, former, changed_at) SELECT scope, 'USD', now() - interval '1 minute' FROM s`,
  );
  await plant();
  const { parity, isLive } = await rebuild(analytics);
  assert.deepEqual([parity.verdict, isLive], ['expected', true]);
  assert.match(parity.why ?? '', /1 tenant has changed the currency/);
});
