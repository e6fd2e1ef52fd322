import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { dropAggregates } from '#stores/archive/drop-aggregates.ts';
import type { Database } from '#stores/postgres/database.ts';
import { describeTable, type ProjectionTable, sqlTypeOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { inTransaction } from './in-transaction.ts';
import { projections } from './index.ts';
import { rebuildProjection } from './rebuild/rebuild-projection.ts';

const nowMs = Date.UTC(2024, 4, 10);

let running: RunningProcessors;

beforeEach(async () => {
  running = await openRunningProcessors();
});
afterEach(() => running.close());

/** In what a description and its table in the database differ, in words. */
async function differencesOf(owner: Database, table: ProjectionTable): Promise<string[]> {
  const { rows: found } = await owner.query<{ name: string; type: string; place_in_key: number | null }>(
    `SELECT attname AS name, replace(format_type(atttypid, NULL), 'timestamp with time zone', 'timestamptz') AS type, array_position(k.conkey, attnum) AS place_in_key
     FROM pg_attribute JOIN pg_constraint k ON k.conrelid = attrelid AND k.contype = 'p'
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table.name],
  );
  const described = Object.entries({ version: 'integer', partition: 'smallint' } as const)
    .concat(Object.entries(table.columns).map(([name, type]) => [name, sqlTypeOf(type)] as never))
    .map(([name, type]) => `${name} ${type}`);
  const there = found.map(({ name, type }) => `${name} ${type}`);
  const key = found
    .filter(({ place_in_key }) => place_in_key !== null)
    .sort((a, b) => (a.place_in_key ?? 0) - (b.place_in_key ?? 0))
    .map(({ name }) => name);
  const { rows: secured } = await owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.oid = $1::regclass AND c.relrowsecurity AND polname IN ('api_scopes', 'processor_all')`,
    [table.name],
  );
  return [
    ...described.filter((column) => !there.includes(column)).map((column) => `${table.name} has no ${column}`),
    ...there.filter((column) => !described.includes(column)).map((column) => `${table.name} has ${column} too`),
    ...(key.join() === ['version', ...table.key].join() ? [] : [`the key of ${table.name} is ${key}`]),
    ...(secured[0]?.n === 2 ? [] : [`${table.name} is not under row-level security`]),
  ];
}

test('every table is described as its migration makes it, and every table with versions is described', async () => {
  const tables = projections.flatMap((projection) => projection.tables);
  for (const projection of projections)
    assert.ok(projection.tables.every((table) => table.projection === projection.name));
  for (const table of tables) assert.deepEqual(await differencesOf(running.owner, table), []);
  const { rows } = await running.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND 2 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND attname IN ('version', 'scope') AND NOT attisdropped) ORDER BY 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    tables.map(({ name }) => name).sort(),
  );
});

test('control: a column that was forgotten, another type and another key are told', async () => {
  const [table] = projections[3].tables;
  assert.ok(table !== undefined);
  const { weight, ...columns } = table.columns;
  assert.equal(weight, 'integer');
  const wrong = { ...table, columns: { ...columns, interactions: 'bigint' as const }, key: ['scope'] };
  assert.equal((await differencesOf(running.owner, wrong)).length, 4);
});

const visits = describeTable({
  projection: 'visits',
  name: 'visits',
  columns: { scope: 'integer', day: 'date', user_id: 'text', views: 'bigint' },
  key: ['scope', 'day', 'user_id'],
  sums: ['views'],
  replaced: [],
  time: 'day',
  shopper: 'user_id',
});
/** What somebody would write who adds a projection. */
const toy = inTransaction('visits', [visits], async (client, batch) => {
  const views = Map.groupBy(
    batch.events.filter(({ event }) => event.type === 'product_viewed'),
    ({ event }) => JSON.stringify([event.scope, new Date(event.timestampMs).toISOString().slice(0, 10), event.userId]),
  );
  const rows = [...views].map(([key, events]) => {
    const [scope, day, user_id] = JSON.parse(key) as [number, string, string];
    return { scope, day, user_id, views: events.length };
  });
  await writeRows(client, visits, batch, rows);
});
const withToy = [...projections, toy];

async function createVisits(owner: Database): Promise<void> {
  await owner.query(
    `CREATE TABLE visits (version integer, scope integer, day date, user_id text, partition smallint NOT NULL, views bigint NOT NULL, PRIMARY KEY (version, scope, day, user_id))`,
  );
  await owner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON visits TO processor');
}
const viewsBy = (userId: string, count: number, fromMs = nowMs) =>
  Array.from({ length: count }, (_, n) =>
    identifiedEvent({ type: 'product_viewed', userId, productId: `p${n}`, timestampMs: fromMs + n }),
  );
const rowsOfVisits = async () =>
  (
    await running.owner.query(
      `SELECT v.version, user_id, views::int AS views FROM visits v JOIN projections p ON p.name = 'visits' AND p.live_version = v.version ORDER BY user_id`,
    )
  ).rows;

test('a projection that is added is folded, rebuilt, erased, aged and its old versions dropped, by its description alone', async () => {
  const { owner, database } = running;
  await createVisits(owner);
  await running.restart(withToy);
  await running.append([...viewsBy('ada', 3), ...viewsBy('grace', 2)]);
  await running.drained();
  assert.deepEqual(await rowsOfVisits(), [
    { version: 1, user_id: 'ada', views: 3 },
    { version: 1, user_id: 'grace', views: 2 },
  ]);
  for (const version of [2, 3]) {
    const rebuilt = await rebuildProjection({ projection: toy, database, log: null });
    assert.deepEqual([rebuilt.version, rebuilt.events], [version, 5]);
  }
  const { rows: versions } = await owner.query('SELECT DISTINCT version FROM visits ORDER BY 1');
  assert.deepEqual(versions, [{ version: 2 }, { version: 3 }], 'the one before stays to go back to');
  await running.erase('ada');
  await running.drained();
  assert.deepEqual((await owner.query(`SELECT FROM visits WHERE user_id = 'ada'`)).rowCount, 0);
  assert.equal((await rowsOfVisits()).length, 2);
  const tables = withToy.flatMap((projection) => projection.tables);
  await dropAggregates(database, new Date(nowMs + 400 * 86_400_000), tables);
  assert.deepEqual(await rowsOfVisits(), []);
});

test('a projection that comes after events were read is stale until it is rebuilt', async () => {
  const { owner, database } = running;
  await running.append(viewsBy('ada', 3));
  await running.drained();
  await createVisits(owner);
  await running.restart(withToy);
  await running.append(viewsBy('grace', 2));
  await running.drained();
  assert.deepEqual(await rowsOfVisits(), []);
  await rebuildProjection({ projection: toy, database, log: null });
  await running.append(viewsBy('grace', 1, nowMs + 1_000));
  await running.drained();
  assert.deepEqual(await rowsOfVisits(), [
    { version: 2, user_id: 'ada', views: 3 },
    { version: 2, user_id: 'grace', views: 3 },
  ]);
});
