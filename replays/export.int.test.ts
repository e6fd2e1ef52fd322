import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import avro from 'avsc';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { uuidOfId } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';
import type { ExportReport } from '#schemas/http/replay-reports.ts';
import type { ExportFormat } from '#schemas/http/replay-settings.ts';
import type { ReplayView } from '#schemas/http/replays.ts';
import type { ApiApp } from '#testing/api-app.ts';
import type { ApiProcessors } from '#testing/api-processors.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { createItem } from '#testing/create-item.ts';
import { plainExposure } from '#testing/plain.ts';
import { noPython, runPython } from '#testing/python.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { sketchEvent } from '#testing/stored-events.ts';

const dayMs = 86_400_000;
const firstMs = Date.UTC(2026, 2, 1, 12);
let app: ApiApp;
let processors: ApiProcessors;
let replays: Replays;
let shop: Shop;
let other: Shop;
let events: ShopEvent[];

before(async () => {
  replays = await openReplays();
  ({ app, processors } = replays);
  [shop, other] = [await createShop(app.url, 'Ours'), await createShop(app.url, 'Theirs')];
  events = eventsOf(shop, 0, 300);
  const exposure = plainExposure({
    id: Buffer.alloc(16, 7),
    scope: scopeOf(shop),
    servedAtMs: firstMs,
    productIds: ['a', 'b ☕'],
    propensity: 0.25,
  });
  await processors.append([...events, ...eventsOf(other, 1_000, 50), exposure]);
  await processors.drained();
});
after(() => replays.close());

const scopeOf = ({ tenantId }: Shop) => app.directory.tenant(tenantId)?.scopes.live ?? 0;
/** A hundred a day. */
const eventsOf = (of: Shop, from: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    sketchEvent({
      n: from + n,
      scope: scopeOf(of),
      timestampMs: firstMs + Math.floor(n / 100) * dayMs + n,
      receivedAtMs: firstMs + 3 * dayMs,
    }),
  );
type Read = Record<string, unknown>;
const read: Readonly<Record<ExportFormat, (path: string) => Promise<Read[]>>> = {
  jsonl: async (path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Read),
  avro: (path) =>
    new Promise((resolve, reject) => {
      const rows: Read[] = [];
      avro
        .createFileDecoder(path)
        .on('data', (row: Read) => rows.push({ ...row }))
        .on('error', reject)
        .on('end', () => resolve(rows));
    }),
  parquet: async (path) => parquetReadObjects({ file: await asyncBufferFromFile(path) }),
};
const rowsOf = async ({ id, files }: ReplayView, table: string, format: ExportFormat): Promise<Read[]> => {
  const found: Read[] = [];
  for (const { path } of files.filter((file) => file.path.startsWith(`${table}/`)))
    found.push(...(await read[format](join(replays.folderOf(id), path))));
  return found;
};
const idsOf = (rows: readonly Read[]) => rows.map(({ eventId }) => eventId).sort();
const wantedIds = (of: readonly ShopEvent[]) => of.map(({ id }) => uuidOfId(id)).sort();

/** Sums are exact only where prices are decimals. */
const analysts = `
import decimal, glob, json, os
import duckdb, fastavro, pyarrow.dataset
parquet, avro = os.environ["PARQUET"], os.environ["AVRO"]
rows, days, revenue = duckdb.sql(f"SELECT count(*), list(DISTINCT day::VARCHAR ORDER BY day::VARCHAR), sum(price) FROM read_parquet('{parquet}/events/*/*.parquet', hive_partitioning = true)").fetchall()[0]
table = pyarrow.dataset.dataset(f"{parquet}/events", format="parquet", partitioning="hive").to_table()
records = [record for path in glob.glob(f"{avro}/events/*/*.avro") for record in fastavro.reader(open(path, "rb"))]
total = lambda prices: str(sum((price for price in prices if price is not None), decimal.Decimal(0)))
print(json.dumps({
    "duckdb": {"rows": rows, "days": days, "revenue": str(revenue)},
    "pyarrow": {"rows": table.num_rows, "days": sorted(set(table["day"].to_pylist())), "revenue": total(table["price"].to_pylist())},
    "fastavro": {"rows": len(records), "revenue": total(record["price"] for record in records)},
}))
`;

test('an export has each event of its tenant once, in files by the day, and says what is in them', async () => {
  const done = await replays.run(shop, 'export', {});
  assert.equal(done.state, 'done', done.failure ?? '');
  assert.deepEqual(idsOf(await rowsOf(done, 'events', 'jsonl')), wantedIds(events));
  assert.deepEqual(
    done.files.map(({ path, rows }) => [path, rows]),
    [
      ['manifest.json', 0],
      ['events/day=2026-03-01/part-0.jsonl', 100],
      ['events/day=2026-03-02/part-0.jsonl', 100],
      ['events/day=2026-03-03/part-0.jsonl', 100],
      ['exposures/day=2026-03-01/part-0.jsonl', 1],
    ],
  );
  for (const { path, bytes, sha256 } of done.files) {
    const content = readFileSync(join(replays.folderOf(done.id), path));
    assert.deepEqual([content.length, createHash('sha256').update(content).digest('hex')], [bytes, sha256]);
  }
  assert.equal(
    (await replays.run(other, 'export', { tables: ['events'] })).files[1]?.rows,
    50,
    'control: another tenant',
  );
});

test('each format gives every value back as it is', async () => {
  const wanted = events.find(({ purchase, metadata }) => purchase?.currency != null && metadata !== null);
  assert.ok(wanted?.purchase);
  const { purchase } = wanted;
  const found = async (format: ExportFormat) => {
    const rows = await rowsOf(await replays.run(shop, 'export', { format, tables: ['events'] }), 'events', format);
    assert.deepEqual(idsOf(rows), wantedIds(events), format);
    return rows.find(({ eventId }) => eventId === uuidOfId(wanted.id)) ?? {};
  };
  const texts = [wanted.productId, wanted.userId, purchase.orderId, purchase.currency];
  const textsOf = ({ productId, userId, orderId, currency }: Read) => [productId, userId, orderId, currency];
  const jsonl = await found('jsonl');
  assert.deepEqual(textsOf(jsonl), texts);
  assert.equal(jsonl.price, decimalOfPriceE4(purchase.priceE4));
  assert.deepEqual(jsonl.metadata, JSON.parse(wanted.metadata ?? ''));
  const avro = await found('avro');
  assert.deepEqual(textsOf(avro), texts);
  assert.equal((avro.price as Buffer).readBigInt64BE(), purchase.priceE4);
  assert.deepEqual([avro.timestamp, avro.metadata], [wanted.timestampMs, wanted.metadata]);
  const parquet = await found('parquet');
  assert.deepEqual(textsOf(parquet), texts);
  // Its reader multiplies by a tenth of a thousandth, so that 12,345 of these is 1.2345000000000002; the file has whole numbers.
  assert.equal(Math.round((parquet.price as number) * 10_000), Number(purchase.priceE4));
  assert.deepEqual([(parquet.timestamp as Date).getTime(), parquet.metadata], [wanted.timestampMs, wanted.metadata]);
});

test("analysts' tools read Parquet and Avro with every value as it is", {
  skip: noPython(['duckdb', 'pyarrow', 'fastavro']),
}, async () => {
  const parquet = await replays.run(shop, 'export', { format: 'parquet', tables: ['events'] });
  const avroFiles = await replays.run(shop, 'export', { format: 'avro', tables: ['events'] });
  const read = JSON.parse(
    runPython(analysts, { PARQUET: replays.folderOf(parquet.id), AVRO: replays.folderOf(avroFiles.id) }),
  );
  const revenue = events.reduce((sum, { purchase }) => sum + (purchase?.priceE4 ?? 0n), 0n);
  const wanted = {
    rows: events.length,
    days: ['2026-03-01', '2026-03-02', '2026-03-03'],
    revenue: decimalOfPriceE4(revenue),
  };
  assert.deepEqual(read.duckdb, wanted);
  assert.deepEqual(read.pyarrow, wanted);
  assert.deepEqual(read.fastavro, { rows: events.length, revenue: wanted.revenue });
});

test('an exposure has its products in their order, in each format', async () => {
  for (const format of ['jsonl', 'avro', 'parquet'] as const) {
    const done = await replays.run(shop, 'export', { format, tables: ['exposures'] });
    const [exposure] = await rowsOf(done, 'exposures', format);
    assert.deepEqual(exposure?.productIds, ['a', 'b ☕'], format);
    assert.equal(exposure?.propensity, 0.25);
  }
});

test('an export that was cut short goes on with the same prefix of the log, behind the files that are whole', async () => {
  const { id } = await replays.ask(shop, 'export', { tables: ['events'] });
  const stopping = new AbortController();
  const first = await replays.take();
  const working = replays.work(first, stopping.signal);
  const firstFile = join(replays.folderOf(id), 'events/day=2026-03-01/part-0.jsonl');
  while (statSync(firstFile, { throwIfNoEntry: false }) === undefined) await new Promise(setImmediate);
  stopping.abort();
  await working;
  const written = statSync(firstFile).mtimeMs;
  await processors.append(eventsOf(shop, 500, 20));
  await processors.drained();
  await replays.database.query(`UPDATE replays SET state = 'queued' WHERE replay_id = $1 AND state = 'running'`, [id]);
  const state = (await replays.view(shop, id)).state;
  if (state === 'queued') await replays.work(await replays.take());
  const done = await replays.view(shop, id);
  assert.equal(done.state, 'done');
  assert.equal(statSync(firstFile).mtimeMs, written, 'a whole file is not written again');
  assert.deepEqual(idsOf(await rowsOf(done, 'events', 'jsonl')), wantedIds(events));
  const later = await replays.run(shop, 'export', { tables: ['events'] });
  assert.equal((await rowsOf(later, 'events', 'jsonl')).length, events.length + 20, 'control: a new one has them');
});

test('days narrow an export, and one of nothing says so', async () => {
  const day = await replays.run(shop, 'export', { tables: ['events'], from: '2026-03-02', to: '2026-03-02' });
  assert.deepEqual(
    day.files.slice(1).map(({ path }) => path),
    ['events/day=2026-03-02/part-0.jsonl'],
  );
  const notesOf = (replay: ReplayView) => (replay.report as ExportReport).notes;
  assert.deepEqual(notesOf(day), []);
  await createItem(app.url, shop.writeKey, { productId: 'mug', name: 'Mug', category: 'kitchen', price: 1 });
  await processors.drained();
  const catalogAlone = await replays.run(shop, 'export', { from: '9999-12-31' });
  assert.equal(catalogAlone.state, 'done', catalogAlone.failure ?? '');
  assert.match(notesOf(catalogAlone)?.join() ?? '', /^nothing lies in these days: the catalog/);
  const catalog = await replays.run(shop, 'export', { tables: ['catalog'] });
  assert.deepEqual(notesOf(catalog), [], 'control: no days were asked for');
  const none = await replays.run(shop, 'export', { tables: ['events'], from: '2020-01-01', to: '2020-01-02' });
  assert.deepEqual([none.state, none.files], ['failed', []]);
  assert.match(none.failure ?? '', /nothing in these days/);
});
