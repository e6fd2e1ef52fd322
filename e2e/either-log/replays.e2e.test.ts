import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExportReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';
import { allProcessesOf } from '#testing/processes.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch } from '../support/events.ts';
import { drained } from '../support/recount.ts';

/** What was asked of the log is worked on to its end, whichever process dies, and is the same as if none had died. */

const seed = 15;
const hourMs = 3_600_000;
const random = createRandom(seed);
let product: Product;
let shop: Shop;
let sent = 0;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (let n = 0; n < 40; n++) await sendEvents(100);
  await answerShoppers();
  await drained(product);
});
after(() => product.remove());

async function sendEvents(count: number): Promise<void> {
  const now = Date.now();
  const events = Array.from({ length: count }, () => ({
    eventType: random.pick(['product_viewed', 'add_to_cart'] as const),
    userId: `shopper-${random.between(1, 60)}`,
    productId: `product-${random.between(1, 30)}`,
    timestamp: new Date(now - random.between(0, 72 * hourMs)).toISOString(),
    eventId: `event-${sent++}`,
  }));
  const { status, body } = await postBatch(shop, events);
  assert.deepEqual([status, body.data.rejected], [202, 0], JSON.stringify(body));
}

/** What a what-if answers again. */
async function answerShoppers(): Promise<void> {
  for (let n = 0; n < 10; n++) {
    const asked = new URLSearchParams({ userId: `shopper-${n}`, placementId: 'home', strategy: 'session' });
    const { status } = await ask(`${product.url}/api/v1/recommendations?${asked}`, { token: shop.readKey });
    assert.equal(status, 200);
  }
}

const path = () => `${product.url}/api/v1/tenants/${shop.tenantId}/replays`;
const start = async (body: object): Promise<ReplayView> => {
  const answer = await ask(path(), { token: shop.adminToken, body });
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return answer.body.data;
};
const view = async (id: string): Promise<ReplayView> =>
  (await ask(`${path()}/${id}`, { token: shop.adminToken })).body.data;
async function ended(id: string): Promise<ReplayView> {
  let last: ReplayView | undefined;
  await waitFor(
    async () => {
      last = await view(id);
      return last.finishedAt !== null;
    },
    () => JSON.stringify(last),
  );
  assert.equal(last?.state, 'done', last?.failure ?? product.output());
  return last as ReplayView;
}

/** The processes that work on this replay now. */
function workersOn(id: string): number[] {
  const parent = product.pidOf('parent');
  return (parent === null ? [] : allProcessesOf(parent)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(id);
    } catch {
      return false;
    }
  });
}

/** kill -9 of the process that works on a replay, as soon as there is one. */
async function killWorker(id: string): Promise<void> {
  while (workersOn(id).length === 0) await delay(20);
  for (const pid of workersOn(id)) process.kill(pid, 'SIGKILL');
}

async function eventIdsOf({ id, files }: ReplayView): Promise<string[]> {
  const found: string[] = [];
  for (const file of files.filter((one) => one.path.startsWith('events/'))) {
    const answer = await fetch(`${path()}/${id}/file?path=${encodeURIComponent(file.path)}`, {
      headers: { authorization: `Bearer ${shop.adminToken}` },
    });
    assert.equal(answer.status, 200);
    for (const line of (await answer.text()).split('\n')) if (line !== '') found.push(JSON.parse(line).eventId);
  }
  return found.sort();
}

/** Counted from the table, below the positions that an export names. */
async function recount({ positions }: ExportReport): Promise<string[]> {
  const rows = await queryProduct<{ id: string }>(
    product,
    `SELECT e.event_id AS id FROM events e JOIN jsonb_to_recordset($1::jsonb) AS p (log smallint, partition smallint, next bigint)
     ON p.log = e.log AND p.partition = e.partition AND e."offset" < p.next ORDER BY 1`,
    [JSON.stringify(positions)],
  );
  return rows.map(({ id }) => id);
}

test('an export while events arrive, killed at its start, has exactly what stood below its positions', async () => {
  const { id } = await start({ export: { tables: ['events'] } });
  await killWorker(id);
  for (let n = 0; n < 5; n++) await sendEvents(50);
  const done = await ended(id);
  assert.ok(done.starts >= 2, `it was taken up ${done.starts} times`);
  const ids = await eventIdsOf(done);
  assert.equal(new Set(ids).size, ids.length, 'each once');
  assert.deepEqual(ids, await recount(done.report as ExportReport));
  await sendEvents(50);
  await drained(product);
  const later = await ended((await start({ export: { tables: ['events'] } })).id);
  assert.ok((await eventIdsOf(later)).length > ids.length, 'control: a later one has more');
});

const killed: Readonly<Record<string, () => Promise<object>>> = {
  evaluate: async () => ({ evaluate: { strategies: ['session', 'trending'], served: true } }),
  whatIf: async () => ({ whatIf: { placementId: 'home', strategy: 'trending' } }),
  // As of the last of what there is, so that what comes later is known to another.
  asOf: async () => ({ asOf: { at: new Date().toISOString(), question: { strategy: 'trending' } } }),
};
for (const [kind, settingsOf] of Object.entries(killed))
  test(`a replay of kind ${kind} that was killed ends with the report of one that was not`, async () => {
    const settings = await settingsOf();
    const whole = await ended((await start(settings)).id);
    const { id } = await start(settings);
    await killWorker(id);
    const resumed = await ended(id);
    assert.ok(resumed.starts >= 2);
    assert.deepEqual(resumed.report, whole.report);
    await sendEvents(50);
    await answerShoppers();
    await drained(product);
    const later = await ended((await start(await settingsOf())).id);
    assert.notDeepEqual(later.report, whole.report, 'control: other events and answers');
  });

test('a rebuild goes on when the whole product is killed, and answers are served before, meanwhile and after', async () => {
  const { id } = await start({ rebuild: { projection: 'trending' } });
  while (workersOn(id).length === 0) await delay(20);
  product.kill('parent');
  for (const pid of workersOn(id)) process.kill(pid, 'SIGKILL');
  await product.start();
  const asking = ask(`${product.url}/api/v1/recommendations?strategy=trending`, { token: shop.readKey });
  assert.equal((await asking).status, 200);
  await ended(id);
  assert.equal(
    (await ask(`${product.url}/api/v1/recommendations?strategy=trending`, { token: shop.readKey })).status,
    200,
  );
});

test('the command exports, waits, and says where the files are', async () => {
  const { code, stdout, stderr } = await product.command(
    'replay',
    'export',
    '--tenant',
    shop.tenantId,
    '--format',
    'parquet',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /export done\n[\d,]+ rows in \d+ files, in /);
  const wrong = await product.command('replay', 'evaluate', '--tenant', shop.tenantId, '--strategy', 'alphabetical');
  assert.deepEqual([wrong.code, /must be/.test(wrong.stderr)], [2, true], wrong.stderr);
  const rules = join(product.dataDir, 'bad-rules.json');
  writeFileSync(rules, '[{"id":"a"}]');
  const whatIf = ['replay', 'what-if', '--tenant', shop.tenantId, '--placement', 'home', '--rules'];
  const refused = [
    [
      /`--from` .* exchange them/,
      'replay',
      'export',
      '--tenant',
      shop.tenantId,
      '--from',
      '2026-11-29',
      '--to',
      '2026-11-01',
    ],
    [/bad-rules\.json: \/rules\/0\/\w+: Add/, ...whatIf, rules],
    [/cannot read .*nope\.json: there is no such file/, ...whatIf, join(product.dataDir, 'nope.json')],
  ] as const;
  for (const [said, ...words] of refused) {
    const { code, stderr } = await product.command(...words);
    assert.deepEqual([code, said.test(stderr)], [2, true], stderr);
  }
  const listed = await product.command('replay', 'list', '--tenant', shop.tenantId, '--json');
  assert.equal(JSON.parse(listed.stdout)[0].kind, 'export');
});
