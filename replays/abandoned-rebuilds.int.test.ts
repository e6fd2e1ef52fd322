import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { analytics } from '#processors/analytics/analytics.ts';
import { dropAbandonedBuilds } from '#processors/rebuild/drop-abandoned-builds.ts';
import { rebuildProjection } from '#processors/rebuild/rebuild-projection.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { giveBackReplay, takeReplay } from '#stores/replays/take-replay.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

/** More than a chunk of a rebuild. */
const events = 13_000;
const projection = analytics;
const [firstTable] = projection.tables.map(({ name }) => name);

let replays: Replays;
let shop: Shop;
before(async () => {
  replays = await openReplays();
  shop = await createShop(replays.app.url);
  const scope = replays.app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  for (let first = 0; first < events; first += 1_000)
    await replays.processors.append(
      Array.from({ length: 1_000 }, (_, n) =>
        identifiedEvent({
          ...{ type: 'product_viewed', scope, userId: 'ada', productId: 'p' },
          timestampMs: Date.UTC(2026, 4, 1) + (first + n) * 10_000,
        }),
      ),
    );
  await replays.processors.drained();
});
afterEach(() => replays.app.owner.query(`DELETE FROM replays`));
after(() => replays.close());

const look = () => dropAbandonedBuilds({ database: replays.database, logger: createSilentLogger() });
const urlOf = (id: string, of = shop) => `${replays.app.url}/api/v1/tenants/${of.tenantId}/replays/${id}`;

/** What there is of the version that is being built: rows, positions, and its number. */
async function built(): Promise<{ rows: number; positions: number; version: number | null }> {
  const { rows } = await replays.app.owner.query<{ rows: number; positions: number; version: number | null }>(
    `SELECT p.building_version AS version, (SELECT count(*)::int FROM ${firstTable} t WHERE t.version > p.live_version) AS rows,
       (SELECT count(*)::int FROM projection_positions b WHERE b.name = p.name AND b.version > p.live_version) AS positions
     FROM projections p WHERE p.name = $1`,
    [projection.name],
  );
  return rows[0] ?? assert.fail('the projection is known');
}
const nothing = { rows: 0, positions: 0, version: null };
const isThere = async () => {
  const { rows, positions, version } = await built();
  return rows > 0 && positions > 0 && version !== null;
};
const liveRows = async () =>
  (
    await replays.app.owner.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'version')::text AS row FROM ${firstTable} t JOIN projections p ON p.name = $1 AND p.live_version = t.version ORDER BY 1`,
      [projection.name],
    )
  ).rows.map(({ row }) => row);

/** A rebuild that a tenant's admin has asked for, and whose process was killed after its first chunk. */
async function killedRebuild(of = shop) {
  await replays.app.owner.query(
    `INSERT INTO replays (tenant_id, kind, settings) VALUES ($1, 'rebuild', jsonb_build_object('projection', $2::text))`,
    [of.tenantId, projection.name],
  );
  const replay = await replays.take();
  await cutShort(replay.id);
  return replay;
}

async function cutShort(builtFor?: string) {
  const killing = new AbortController();
  await assert.rejects(
    rebuildProjection({
      ...{ projection, database: replays.database, log: null, signal: killing.signal },
      onProgress: () => killing.abort(),
      ...(builtFor === undefined ? {} : { builtFor }),
    }),
  );
  assert.ok(await isThere());
}

test('a replay of a rebuild that is cancelled leaves nothing of the version that it was building, and the next one builds all of it', async () => {
  const before = await liveRows();
  const { id } = await killedRebuild();
  await look();
  assert.ok(await isThere(), 'control: while it is at work its rows are there');
  assert.equal((await ask(urlOf(id), { method: 'DELETE', token: shop.adminToken })).status, 204);
  await look();
  assert.deepEqual(await built(), nothing);
  assert.deepEqual(await liveRows(), before);
  const { isLive, parity } = await rebuildProjection({ projection, database: replays.database, log: null });
  assert.deepEqual([isLive, parity.verdict], [true, 'equal']);
  assert.deepEqual(await liveRows(), before);
});

test('one that fails for good leaves nothing either; until then another process goes on with what is there', async () => {
  let replay = await killedRebuild();
  for (const death of [1, 2]) {
    await giveBackReplay(replays.database, replay, 'died');
    replay = await replays.take();
    await look();
    assert.ok(await isThere(), `control: death ${death}`);
  }
  await giveBackReplay(replays.database, replay, 'died');
  assert.equal(await takeReplay(replays.database), null);
  await look();
  assert.deepEqual(await built(), nothing);
});

test('one whose tenant is deleted leaves nothing either', async () => {
  const leaving = await createShop(replays.app.url, 'Leaving');
  const { id } = await killedRebuild(leaving);
  const tenant = `${replays.app.url}/api/v1/tenants/${leaving.tenantId}`;
  assert.equal((await ask(tenant, { method: 'DELETE', token: leaving.adminToken })).status, 204);
  assert.equal(await takeReplay(replays.database), null, 'nobody goes on with it');
  await look();
  assert.deepEqual(await built(), nothing, id);
});

test('one that found a difference waits with its version until it is confirmed, or the replay is removed', async () => {
  await replays.app.owner.query(`UPDATE ${firstTable} SET product_viewed = product_viewed + 1`);
  await replays.app.owner.query(
    `INSERT INTO replays (tenant_id, kind, settings) VALUES ($1, 'rebuild', jsonb_build_object('projection', $2::text))`,
    [shop.tenantId, projection.name],
  );
  const replay = await replays.take();
  await replays.work(replay);
  assert.equal((await replays.view(shop, replay.id)).state, 'done');
  await look();
  assert.ok(await isThere(), 'control: it waits');
  assert.equal((await ask(urlOf(replay.id), { method: 'DELETE', token: shop.adminToken })).status, 204);
  await look();
  assert.deepEqual(await built(), nothing);
});

test('one of a command waits a week for the next command', async () => {
  await cutShort();
  await look();
  assert.ok(await isThere(), 'control: Ctrl-C a moment ago');
  await replays.app.owner.query(`UPDATE projections SET building_since = building_since - interval '8 days'`);
  await look();
  assert.deepEqual(await built(), nothing);
});

test('whoever is killed while the rows are removed leaves the version whole, and the next look removes it', async () => {
  const { id } = await killedRebuild();
  const whole = await built();
  await ask(urlOf(id), { method: 'DELETE', token: shop.adminToken });
  const { owner } = replays.app;
  const removed = await owner.transaction(async (holder) => {
    // The positions go last: the rows are deleted by then.
    await holder.query('SELECT FROM projection_positions FOR UPDATE');
    const looking = look().then(
      () => 'done',
      () => 'killed',
    );
    await waitFor(
      async () =>
        (
          await owner.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'replay' AND datname = current_database()`,
          )
        ).rowCount === 1,
      () => 'the removal waits for the last of its rows',
    );
    return looking;
  });
  assert.equal(removed, 'killed', 'control: it was in the midst of it');
  assert.deepEqual(await built(), whole);
  await look();
  assert.deepEqual(await built(), nothing);
});
