import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import { topicsOf } from '#log/topics.ts';
import { type CommandResult, recomengine } from '#testing/command.ts';
import { createItem } from '#testing/create-item.ts';
import { openTestBroker, type TestBroker } from '#testing/kafka-broker.ts';
import { findFreePort, isDistributed, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch, postEvent, viewOf, type WireEvent } from '../support/events.ts';
import { skipWithoutBroker } from '../support/on-broker.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

/** This test begins on the embedded log, whatever the others run on. */
const skip = isDistributed ? 'is about a product that has no broker yet' : skipWithoutBroker;

const products = 12;
/** Not the default, which the topics would have got otherwise. */
const partitionCount = 3;
const seed = 11;
const questions = [
  'userId=shopper-1&limit=8',
  'strategy=frequently_bought_together&productId=product-1&limit=8',
  'strategy=trending&limit=8',
];

let broker: Pick<TestBroker, 'brokers' | 'stop'>;
let dataDir: string;
let product: Product;
let shop: Shop;
const accepted: WireEvent[] = [];
/** What the product answered, and what its log held, before the move. */
let earlier: { answers: Json; catalog: Json; records: string[][] };

const envOf = (prefix: string) => ({ KAFKA_BROKERS: broker.brokers.join(','), KAFKA_TOPIC_PREFIX: prefix });
const prefix = `${randomUUID()}.`;
const move = (env: Record<string, string>): Promise<CommandResult> =>
  recomengine({ env }, 'move-to-broker', '--json', '--data-dir', dataDir);
const start = async (env: Record<string, string>): Promise<CommandResult> =>
  recomengine({ env }, 'start', '--no-demo', '--port', String(await findFreePort()), '--data-dir', dataDir);
const openTopics = (topicPrefix: string, partitions = partitionCount) => {
  const topics = topicsOf({ partitions, retentionMs: null });
  return openKafkaLog({ brokers: [...broker.brokers], clientId: 'test', topicPrefix, topics });
};
const openEmbedded = () => openEmbeddedLog({ dir: join(dataDir, 'log'), role: 'reader' });

before(async () => {
  if (skip !== false) return;
  broker = await openTestBroker();
  dataDir = mkdtempSync(join(tmpdir(), 'recomengine-move-'));
  product = await startProduct({ dataDir, env: { RECOMENGINE_LOG_PARTITIONS: String(partitionCount) } });
  shop = await createShop(product.url);
  await fillCatalog();
  const random = createRandom(seed);
  for (let batch = 0; batch < 10; batch += 1) await send(Array.from({ length: 50 }, () => drawEvent(random)));
  await drained(product);
});
after(async () => {
  await product?.remove();
  await broker?.stop();
});

async function fillCatalog(): Promise<void> {
  const token = shop.writeKey;
  for (let n = 1; n <= products; n += 1)
    await createItem(shop.url, token, {
      productId: `product-${n}`,
      name: `Product ${n}`,
      category: `Category ${n % 3}`,
      price: n,
    });
  const gone = await ask(`${shop.url}/api/v1/catalog/product-${products}`, { method: 'DELETE', token });
  assert.ok(gone.status < 300, String(gone.status));
}

function drawEvent(random: ReturnType<typeof createRandom>): WireEvent {
  const eventType = random.pick(['product_viewed', 'product_clicked', 'add_to_cart', 'purchase']);
  return {
    eventType,
    userId: `shopper-${random.between(1, 30)}`,
    productId: `product-${random.between(1, products - 1)}`,
    timestamp: new Date(Date.now() - random.between(0, 40 * 3_600_000)).toISOString(),
    ...(eventType === 'purchase' ? { metadata: { price: 5, quantity: 1, orderId: `order-${random.next()}` } } : {}),
  };
}

async function send(events: readonly WireEvent[]): Promise<void> {
  const answer = await postBatch(shop, events);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  assert.equal(answer.body.data.rejected, 0, JSON.stringify(answer.body));
  accepted.push(...events);
}

/** Without what each answer has of its own. As the admin, since answers to a key are records on the log themselves. */
async function answers(): Promise<Json> {
  const all = await Promise.all(
    questions.map((question) =>
      ask(`${product.url}/api/v1/tenants/${shop.tenantId}/recommendations?${question}`, { token: shop.adminToken }),
    ),
  );
  return all.map(({ status, body }) => [status, body.data.map(({ productId }: { productId: string }) => productId)]);
}

const catalogOf = async (): Promise<Json> =>
  (await ask(`${product.url}/api/v1/catalog?limit=100`, { token: shop.readKey })).body.data;

/** Keys and values of a log, a list for each partition of each topic. */
async function recordsOf(log: EventLog): Promise<string[][]> {
  const found: string[][] = [];
  for (const topic of ['events', 'catalog'])
    for (const { partition, low, high } of (await log.describe(topic)).partitions) {
      const list: string[] = [];
      for (let at = low; at < high; ) {
        const { records } = await log.read(topic, partition, at);
        for (const { key, value } of records) list.push(`${key} ${value?.toString('hex') ?? 'null'}`);
        at = (records.at(-1)?.offset ?? at) + 1n;
      }
      found.push(list);
    }
  await log.close();
  return found;
}

/** The live rows of the co-occurrence counts, whichever version they have. */
async function liveBaskets(): Promise<string> {
  const rows = await queryProduct<{ row: string }>(
    product,
    `SELECT (to_jsonb(t) - 'version')::text AS row FROM cooccurrences t
     JOIN projections p ON p.name = 'cooccurrence' AND p.live_version = t.version ORDER BY 1`,
    [],
  );
  return rows.map(({ row }) => row).join('\n');
}

test('a live product, a missing broker and an empty folder are refused with what to do', { skip }, async () => {
  const live = await move(envOf(prefix));
  assert.equal(live.code, 2, live.stderr);
  assert.match(live.stderr, /in use by process \d+/);
  const nowhere = await move({});
  assert.equal(nowhere.code, 2, nowhere.stderr);
  assert.match(nowhere.stderr, /KAFKA_BROKERS/);
  const empty = mkdtempSync(join(tmpdir(), 'recomengine-empty-'));
  const nothing = await recomengine({ env: envOf(prefix) }, 'move-to-broker', '--data-dir', empty);
  rmSync(empty, { recursive: true });
  assert.equal(nothing.code, 2, nothing.stderr);
});

test('control: topics that hold a record of somebody else are refused, and nothing is appended to them', {
  skip,
}, async () => {
  // A stop in order is followed by a crash: the models' snapshots are of before. The processors are frozen, so that something is left to
  // load however fast they are.
  await product.stop();
  await product.start();
  const [answered, catalog] = [await answers(), await catalogOf()];
  assert.ok(answered.every(([status, list]: [number, string[]]) => status === 200 && list.length > 0));
  const processors = product.pidOf('processors');
  assert.ok(processors !== null);
  process.kill(processors, 'SIGSTOP');
  await send(Array.from({ length: 30 }, (_, n) => ({ ...viewOf(n + 1), productId: 'not-in-the-catalog' })));
  product.kill('parent');
  process.kill(processors, 'SIGKILL');
  const other = `${randomUUID()}.`;
  const topics = await openTopics(other);
  await topics.append('events', [{ key: '1:somebody', value: Buffer.from('else'), partition: 1 }]);
  const refused = await move(envOf(other));
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /not of this move/);
  assert.match(refused.stderr, /[1-9]\d* records were left to load/);
  const { partitions } = await topics.describe('events');
  await topics.close();
  assert.equal(
    partitions.reduce((sum, { high }) => sum + Number(high), 0),
    1,
  );
  earlier = { answers: answered, catalog, records: await recordsOf(await openEmbedded()) };
});

test('control: topics with another partition count are refused', { skip }, async () => {
  const many = `${randomUUID()}.`;
  await (await openTopics(many, partitionCount + 1)).close();
  const refused = await move(envOf(many));
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /events has 3 partitions here and 4 on the broker/);
});

test('a half moved log is started on no broker, and the copy goes on where it was', { skip }, async () => {
  const half = await start(envOf(prefix));
  assert.equal(half.code, 2, half.stderr);
  assert.match(half.stderr, /half moved/);
  await killWhile(/loaded whole, and is copied/);
  await copySome();
  await giveUp();
  await killWhile(/loaded whole, and is copied/);
  const moved = await move(envOf(prefix));
  assert.equal(moved.code, 0, moved.stderr);
  const { topics } = JSON.parse(moved.stdout);
  assert.deepEqual(
    topics.map(({ topic, records }: Json) => [topic, records]),
    [
      ['events', accepted.length],
      ['catalog', products + 1],
    ],
  );
  assert.deepEqual(await recordsOf(await openTopics(prefix)), earlier.records);
});

/** A start without the broker takes events again; the records copied before are still its beginning. */
async function giveUp(): Promise<void> {
  await product.start();
  await send(Array.from({ length: 20 }, (_, n) => ({ ...viewOf(n + 100), productId: 'not-in-the-catalog' })));
  await drained(product);
  assert.deepEqual(await answers(), earlier.answers);
  await product.stop();
  assert.equal(existsSync(join(dataDir, 'log', 'move.json')), false);
  earlier.records = await recordsOf(await openEmbedded());
}

/** Leaves the broker as an interrupted copy does, with a part of some partitions, if the killed command has not come so far. */
async function copySome(): Promise<void> {
  const [from, to] = [await openEmbedded(), await openTopics(prefix)];
  const { partitions } = await to.describe('events');
  assert.equal(partitions.length, partitionCount, 'the command has made the topics');
  for (const { partition, high } of partitions.slice(1)) {
    const most = 17n * BigInt(partition);
    if (high >= most) continue;
    const { records } = await from.read('events', partition, high, { maxRecords: Number(most - high) });
    await to.append(
      'events',
      records.map(({ key, value }) => ({ key, value, partition })),
    );
  }
  await Promise.all([from.close(), to.close()]);
}

/** Runs the command, and kills it with -9 when it prints this. */
async function killWhile(said: RegExp): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['bin/recomengine.ts', 'move-to-broker', '--json', '--data-dir', dataDir], {
    env: { PATH, HOME, ...envOf(prefix) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (said.test(printed)) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL', printed);
}

test('the command that was done says so, and the folder is started on its broker only', { skip }, async () => {
  const again = await move(envOf(prefix));
  assert.equal(again.code, 0, again.stderr);
  assert.equal(JSON.parse(again.stdout).wasDone, true);
  const embedded = await start({});
  assert.equal(embedded.code, 2, embedded.stderr);
  assert.match(embedded.stderr, /was moved to a broker.*KAFKA_BROKERS/);
  const list = await recomengine('topics', 'list', '--data-dir', dataDir);
  assert.equal(list.code, 2, list.stderr);
});

/** Returns how many records the processors have loaded since their start. */
async function recordsLoaded(): Promise<number> {
  const { internalApiKey } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const { body } = await ask(`${product.url}/internal/metrics`, { token: internalApiKey });
  return Number(/^loader_batch_records_sum (\d+)/m.exec(body)?.[1]);
}

test('on the broker everything is there once, answers are as before, and new events are loaded', { skip }, async () => {
  // The models are at the positions of their snapshots, not at the beginning of the topic.
  const header = JSON.parse(readFileSync(join(dataDir, 'snapshots', 'events-0.snapshot'), 'utf8').split('\n')[0] ?? '');
  assert.match(header.logId, new RegExp(`^${prefix}events-`));
  assert.ok(Number(header.nextOffset) > 0, header.nextOffset);

  product = await startProduct({ dataDir, env: envOf(prefix) });
  shop = { ...shop, url: product.url };
  await drained(product);
  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, accepted.length);
  assert.equal(new Set(ids).size, accepted.length);
  const counted = await recount(product, shop.tenantId);
  assert.deepEqual(counted.counters, counted.events);
  assert.deepEqual(await catalogOf(), earlier.catalog);
  assert.deepEqual(await answers(), earlier.answers);
  assert.equal(await recordsLoaded(), 0, 'nothing was loaded a second time');

  const duplicate = await postEvent(shop, accepted[0]);
  assert.deepEqual([duplicate.status, duplicate.body.meta.duplicate], [200, true]);
  const random = createRandom(seed + 1);
  await send(Array.from({ length: 50 }, () => drawEvent(random)));
  await drained(product);
  assert.equal((await storedEventIds(product, shop.tenantId)).length, accepted.length);
  await waitFor(
    async () => (await recordsLoaded()) === 50,
    () => 'control: the new events were loaded',
  );
  const later = await recount(product, shop.tenantId);
  assert.deepEqual(later.counters, later.events);
  const doctor = await product.command('doctor', '--json');
  assert.equal(doctor.code, 0, doctor.stdout);
});

test('co-occurrence goes on counting over both logs, and a rebuild gives the same', { skip }, async () => {
  await product.stop();
  await product.start();
  const live = await liveBaskets();
  assert.match(live, /"orders"/);
  const rebuilt = await product.command('rebuild', 'cooccurrence', '--json');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.equal(await liveBaskets(), live);
});
