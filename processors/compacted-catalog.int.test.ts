import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { CatalogChange, CatalogItem } from '#domain/catalog-item.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { plainItem } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { projectionNamed } from './index.ts';
import { rebuildProjection } from './rebuild/rebuild-projection.ts';
import { type Processors, runProcessors } from './run-processors.ts';

const logger = createSilentLogger();
const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
const nowMs = Date.UTC(2026, 9, 15, 12);
const hourMs = 3_600_000;

let folder: string;
let testDatabase: TestDatabase;
let database: Database;
let log: EmbeddedLog;
let processors: Processors | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-catalog-'));
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  await openLog({ tidyMs: hourMs });
});
afterEach(async () => {
  await stop();
  await log.close();
  await database.close();
  await testDatabase.close();
  rmSync(folder, { recursive: true });
});

/** A log whose segments hold few records; with `tidyMs` of some ms it compacts all the time, and forgets deletions after `tombstoneMs`. */
async function openLog({ tidyMs, tombstoneMs = hourMs }: { tidyMs: number; tombstoneMs?: number }): Promise<void> {
  log = await openEmbeddedLog({
    dir: join(folder, 'log'),
    role: 'writer',
    segmentBytes: 1_000,
    tidyMs,
    compaction: { share: 0, minAgeMs: 0, tombstoneMs },
  });
}
const start = async () => {
  processors = await runProcessors({ log, database, logger, metrics });
};
const stop = async () => {
  await processors?.close();
  processors = null;
};
const lagOfCatalog = async () => ((await processors?.lag()) ?? []).find(({ group }) => group === 'catalog');
const drained = () =>
  waitFor(
    async () => (await lagOfCatalog())?.lag === 0,
    () => 'drained',
  );

const append = (
  op: CatalogChange['op'],
  productId: string,
  name = productId,
  receivedAtMs = nowMs,
  createdAtMs: number | null = null,
) =>
  log.append('catalog', [
    {
      key: catalogKey(1, productId),
      value: encodeCatalogChange({
        scope: 1,
        productId,
        op,
        receivedAtMs,
        createdAtMs,
        item:
          op === 'delete'
            ? null
            : plainItem({
                productId,
                name,
                description: 'd'.repeat(300),
              }),
      }),
    },
  ]);
/** Enough changes of one product to close every segment that has anything else. */
const closeSegments = async () => {
  for (let n = 0; n < 8; n++) await append('put', 'filler', `filler ${n}`);
};
const rowsOf = async (): Promise<string[]> => {
  const { rows } = await database.query<{ name: string; at: Date }>(
    `SELECT c.name, c.created_at AS at FROM catalog_items c JOIN projections p ON p.name = 'catalog' AND p.live_version = c.version
     WHERE NOT c.deleted AND c.product_id <> 'filler' ORDER BY c.name`,
  );
  return rows.map(({ name, at }) => `${name}, ${(at.getTime() - nowMs) / hourMs} h`);
};
/** Opens the log again, compacting, until a reader finds what `isDone` waits for. */
async function compactUntil(isDone: () => Promise<boolean>, tombstoneMs = hourMs): Promise<void> {
  await log.close();
  await openLog({ tidyMs: 5, tombstoneMs });
  await waitFor(isDone, () => 'compacted');
}
const offsets = async () => (await log.read('catalog', 0, 0n)).records.map(({ offset }) => offset);

test('a projection whose last record was compacted away goes on, and so does one that stands in a gap', async () => {
  await append('put', 'p', 'old');
  await append('put', 'q', 'other');
  await start();
  await drained();
  await stop();
  // The last record that the projection has seen, and the next that it would, are both superseded.
  await append('put', 'q', 'other, newer');
  await append('put', 'p', 'new');
  await append('put', 'q', 'other, newest');
  await closeSegments();
  await compactUntil(async () => !(await offsets()).some((offset) => offset < 3n));
  await start();
  await drained();
  assert.equal((await lagOfCatalog())?.state, 'running');
  assert.deepEqual(await rowsOf(), ['new, 0 h', 'other, newest, 0 h']);
});

test('control: a record that is there and is another one stops the projection', async () => {
  await append('put', 'p', 'old');
  await start();
  await drained();
  await stop();
  await database.query(`UPDATE consumer_offsets SET last_record_hash = '\\x00' WHERE topic = 'catalog'`);
  await start();
  await waitFor(
    async () => (await lagOfCatalog())?.state === 'stopped',
    () => 'stopped',
  );
});

test('a projection that missed deletions stops and says so; a rebuild brings it to what the log says, and on', async () => {
  await append('put', 'gone', 'gone');
  await append('put', 'kept', 'kept');
  await start();
  await drained();
  await stop();
  await append('delete', 'gone');
  await append('put', 'new', 'new');
  await closeSegments();
  await compactUntil(async () => (await log.describe('catalog')).partitions[0]?.forgottenBelow !== undefined, 0);
  await start();
  await waitFor(
    async () => (await lagOfCatalog())?.state === 'stopped',
    () => 'stopped',
  );
  assert.match((await lagOfCatalog())?.reason ?? '', /deletions below 3 .* `recomengine rebuild catalog`/);
  assert.deepEqual(await rowsOf(), ['gone, 0 h', 'kept, 0 h'], 'it has what should have been deleted');
  await stop();
  await rebuildProjection({ projection: projectionNamed('catalog'), database, log });
  await start();
  await append('put', 'later', 'later');
  await drained();
  assert.equal((await lagOfCatalog())?.state, 'running');
  assert.deepEqual(await rowsOf(), ['kept, 0 h', 'later, 0 h', 'new, 0 h']);
});

test('a rebuild from a compacted log gives the rows that were there, with the times of their creation', async () => {
  await append('create', 'p', 'first', nowMs - 5 * hourMs);
  await append('put', 'p', 'second', nowMs);
  await append('create', 'p', 'refused', nowMs);
  await closeSegments();
  await start();
  await drained();
  await stop();
  const before = await rowsOf();
  assert.deepEqual(before, ['second, -5 h']);
  await compactUntil(async () => (await offsets())[0] === 1n);
  await rebuildProjection({ projection: projectionNamed('catalog'), database, log });
  assert.deepEqual(await rowsOf(), before);
});

test('serving models that start on a compacted log have the catalog that they had, and follow on without lag', async () => {
  await append('put', 'p', 'first');
  await append('put', 'p', 'second');
  await append('create', 'p', 'refused');
  await append('put', 'gone', 'gone');
  await append('delete', 'gone');
  await closeSegments();
  const namesOf = async () => (await servedItems()).map(({ name }) => name).sort();
  const before = await namesOf();
  assert.deepEqual(before, ['filler 7', 'second']);
  const total = (await offsets()).length;
  await compactUntil(async () => (await offsets()).length < total - 5, 0);
  assert.deepEqual(await namesOf(), before);
});

test('when a product was created outlives compaction by its last change; records without it go by the earliest that is left', async () => {
  const createdAtMs = nowMs - 30 * hourMs;
  await append('put', 'told', 'first', createdAtMs, createdAtMs);
  await append('put', 'told', 'second', nowMs, createdAtMs);
  await append('put', 'untold', 'first', createdAtMs);
  await append('put', 'untold', 'second', nowMs);
  await closeSegments();
  const agesOf = async () => {
    const items = new Map((await servedItems()).map((item) => [item.productId, item]));
    return ['told', 'untold'].map((id) => (nowMs - (items.get(id)?.createdAtMs ?? Number.NaN)) / hourMs);
  };
  assert.deepEqual(await agesOf(), [30, 30]);
  await compactUntil(async () => (await offsets())[0] === 1n);
  assert.deepEqual(await agesOf(), [30, 0], 'of the second its creation is gone');
  await start();
  await drained();
  assert.deepEqual(await rowsOf(), ['second, -30 h', 'second, 0 h'], 'Postgres says the same');
});

/** What serving models that start now have of the catalog. */
async function servedItems(): Promise<CatalogItem[]> {
  const lost: unknown[] = [];
  const models = await openLiveModels({
    log,
    snapshotDir: join(folder, 'snapshots'),
    logger,
    onLost: (error) => lost.push(error),
  });
  await waitFor(
    async () => (await models.lag()).every(({ lag }) => lag === 0),
    () => 'no lag',
  );
  const items = [...models.catalog.items(1)];
  await models.close();
  assert.deepEqual(lost, []);
  return items;
}
