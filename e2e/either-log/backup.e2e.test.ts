import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readManifest, writeManifest } from '#cli/backup/manifest.ts';
import { recomengine } from '#testing/command.ts';
import { isDistributed, type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { createLedger } from '../support/ledger.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

const skip = isDistributed
  ? 'is about the embedded mode: a broker and a Postgres elsewhere have tools of their own'
  : false;
const batchSize = 50;
const startedWith = 2_000;

let product: Product;
let shop: Shop;
let folder: string;
const ledger = createLedger();
let sent = 0;

before(async () => {
  if (skip !== false) return;
  folder = mkdtempSync(join(tmpdir(), 'recomengine-backups-'));
  // As root, Postgres is another user, who has to reach what is restored here.
  chmodSync(folder, 0o711);
  product = await startProduct();
  shop = await createShop(product.url);
});
after(async () => {
  if (skip !== false) return;
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function send(): Promise<void> {
  const events = Array.from({ length: batchSize }, () => viewOf(++sent));
  const answer = await postBatch(shop, events);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  for (const { eventId } of answer.body.data.results) ledger.acknowledge(eventId);
}

/** Makes a backup, which must succeed, and returns its folder and what the command has said. */
async function backUp(): Promise<{
  folder: string;
  topics: Record<string, { partitions: { high: number }[] }>;
  linkedBytes: number;
}> {
  const { code, stdout, stderr } = await product.command('backup', '--to', folder, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const restore = (from: string, dataDir: string) =>
  recomengine('restore', '--from', from, '--data-dir', dataDir, '--json');

const positions = (of: Product) =>
  queryProduct<{ id: string; partition: number; offset: string }>(
    of,
    `SELECT event_id AS id, partition, "offset" FROM events e JOIN scopes s USING (scope) WHERE s.tenant_id = $1`,
    [shop.tenantId],
  );

async function answersOf({ url }: Product): Promise<unknown[]> {
  const answers = [];
  for (const question of [
    'strategy=trending',
    'strategy=session&productId=product-1',
    'strategy=recently_viewed&userId=shopper-7',
  ]) {
    const { body } = await ask(`${url}/api/v1/recommendations?${question}&limit=20`, { token: shop.readKey });
    answers.push(body.data);
  }
  return answers;
}

test('a backup made under load holds what was acknowledged before it, and a restore says what is newer', {
  skip,
}, async () => {
  while (sent < startedWith) await send();
  let isLoading = true;
  const loading = (async () => {
    while (isLoading) await send();
  })();
  const acknowledgedBefore = [...ledger.acknowledged];
  const backup = await backUp();
  // Some are newer than the backup for sure.
  const aim = sent + 5 * batchSize;
  await waitFor(
    async () => sent >= aim,
    () => `${aim} sent`,
  );
  isLoading = false;
  await loading;
  await drained(product);
  const originals = await positions(product);

  const dataDir = join(folder, 'restored');
  const { code, stdout, stderr } = await restore(backup.folder, dataDir);
  assert.equal(code, 0, stderr);
  const told: { topic: string; partition: number; end: number }[] = JSON.parse(stdout).partitions;
  const restored = await startProduct({ dataDir });
  try {
    await drained(restored);
    const stored = await storedEventIds(restored, shop.tenantId);
    const expected = createLedger();
    for (const id of acknowledgedBefore) expected.acknowledge(id);
    assert.deepEqual(expected.compare(stored), { lost: [], twice: [] });
    const { counters, events } = await recount(restored, shop.tenantId);
    assert.deepEqual(counters, events);
    // Exactly those events are missing that lie where the restore has said.
    const endOf = new Map(told.filter(({ topic }) => topic === 'events').map(({ partition, end }) => [partition, end]));
    const isOlder = ({ partition, offset }: { partition: number; offset: string }) =>
      Number(offset) < (endOf.get(partition) ?? 0);
    assert.deepEqual(
      stored.toSorted(),
      originals
        .filter(isOlder)
        .map(({ id }) => id)
        .toSorted(),
    );
    assert.ok(stored.length < originals.length, 'some events are newer than the backup');
    // New events go on behind the backup.
    const answer = await postBatch({ ...shop, url: restored.url }, [viewOf(10_000_000)]);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    await drained(restored);
    assert.equal((await storedEventIds(restored, shop.tenantId)).length, stored.length + 1);
    // Control: one event taken away is noticed.
    assert.notDeepEqual(expected.compare(stored.filter((id) => id !== acknowledgedBefore[0])), { lost: [], twice: [] });
  } finally {
    await restored.remove();
  }
});

test('a product restored from a quiet backup gives the same answers and counts', { skip }, async () => {
  await drained(product);
  const first = await backUp();
  const backup = await backUp();
  assert.ok(backup.linkedBytes > 0, 'what has not changed since the backup before is not written again');
  // The backup before may go: what the two share stays.
  rmSync(first.folder, { recursive: true });
  const dataDir = join(folder, 'quiet');
  const { code, stderr } = await restore(backup.folder, dataDir);
  assert.equal(code, 0, stderr);
  const restored = await startProduct({ dataDir });
  try {
    assert.deepEqual(await answersOf(restored), await answersOf(product));
    assert.deepEqual(await recount(restored, shop.tenantId), await recount(product, shop.tenantId));
    // Control: one more event changes the counts.
    assert.equal((await postBatch({ ...shop, url: restored.url }, [viewOf(20_000_000)])).status, 202);
    await drained(restored);
    assert.notDeepEqual(await recount(restored, shop.tenantId), await recount(product, shop.tenantId));
  } finally {
    await restored.remove();
  }
});

/** Runs a command, and kills it with -9 as soon as `isTime`. */
async function killWhen(isTime: () => boolean, ...args: string[]): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['bin/recomengine.ts', ...args], {
    env: { PATH, HOME },
    stdio: 'ignore',
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  await waitFor(
    async () => isTime(),
    () => `time to kill ${args[0]}`,
    60_000,
    1,
  );
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it was killed before it was done');
}

test('a backup that is killed is never taken for a whole one, and the next one is whole', { skip }, async () => {
  const to = join(folder, 'killed');
  const partial = () => globSync(join(to, '*.partial', 'postgres.tar')).at(0);
  await killWhen(() => partial() !== undefined, 'backup', '--to', to, '--data-dir', product.dataDir);
  const left = join(partial() ?? '', '..');
  assert.deepEqual(
    readdirSync(to).filter((name) => name.endsWith('Z')),
    [],
  );
  const verified = await recomengine('backup', '--verify', left);
  assert.equal(verified.code, 1);
  assert.match(verified.stderr, /it has no manifest.json/);
  const restored = await restore(left, join(folder, 'of-a-part'));
  assert.equal(restored.code, 1);
  assert.ok(!existsSync(join(folder, 'of-a-part')), 'a refused restore leaves nothing');
  const again = await product.command('backup', '--to', to);
  assert.equal(again.code, 0, again.stderr);
  assert.ok(!existsSync(left), 'what the killed one has left is removed');
  const [whole = ''] = readdirSync(to).filter((name) => name.endsWith('Z'));
  assert.equal((await recomengine('backup', '--verify', join(to, whole))).code, 0);
});

test('a restore that is killed leaves a folder in which nothing starts, and is begun anew', { skip }, async () => {
  const backup = await backUp();
  const dataDir = join(folder, 'killed-restore');
  await killWhen(
    () => existsSync(join(dataDir, 'postgres', 'PG_VERSION')),
    'restore',
    '--from',
    backup.folder,
    '--data-dir',
    dataDir,
  );
  const started = await recomengine('start', '--data-dir', dataDir, '--no-demo', '--no-console');
  assert.equal(started.code, 2);
  assert.match(started.stderr, /half restored/);
  const again = await restore(backup.folder, dataDir);
  assert.equal(again.code, 0, again.stderr);
  const restored = await startProduct({ dataDir });
  try {
    await drained(restored);
    const stored = await storedEventIds(restored, shop.tenantId);
    assert.deepEqual(ledger.compare(stored), { lost: [], twice: [] });
  } finally {
    await restored.remove();
  }
  mkdirSync(join(folder, 'filled'));
  writeFileSync(join(folder, 'filled', 'precious.txt'), 'mine');
  const refused = await restore(backup.folder, join(folder, 'filled'));
  assert.equal(refused.code, 2);
  assert.deepEqual(readdirSync(join(folder, 'filled')), ['precious.txt']);
});

test('a damaged byte in any file of a backup is found, and nothing is restored from it', { skip }, async () => {
  const backup = await backUp();
  assert.equal((await recomengine('backup', '--verify', backup.folder)).code, 0);
  const files = ['manifest.json', ...readManifest(backup.folder).files.map(({ path }) => path)];
  assert.ok(files.some((path) => /events\/\d{8}\.sqlite$/.test(path)) && files.includes('postgres.tar'));
  for (const path of ['manifest.json', 'postgres.tar', 'data/log/events/00000000.sqlite', 'data/secrets.json']) {
    const copy = join(folder, 'damaged');
    cpSync(backup.folder, copy, { recursive: true });
    const bytes = readFileSync(join(copy, path));
    const at = Math.floor(statSync(join(copy, path)).size / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(join(copy, path), bytes);
    const verified = await recomengine('backup', '--verify', copy);
    assert.equal(verified.code, 1, path);
    assert.ok(verified.stderr.includes(path), verified.stderr);
    const dataDir = join(folder, 'of-damaged');
    assert.equal((await restore(copy, dataDir)).code, 1, path);
    assert.ok(!existsSync(dataDir), path);
    for (const left of [copy, dataDir]) rmSync(left, { recursive: true, force: true });
  }
});

test('a backup whose log ends before what its Postgres has loaded is refused', { skip }, async () => {
  const older = await backUp();
  await send();
  await drained(product);
  const newer = await backUp();
  const mixed = join(folder, 'mixed');
  cpSync(newer.folder, mixed, { recursive: true });
  const { topics, files } = readManifest(older.folder);
  const isOfLog = ({ path }: { path: string }) => path.startsWith('data/log/');
  rmSync(join(mixed, 'data/log'), { recursive: true });
  cpSync(join(older.folder, 'data/log'), join(mixed, 'data/log'), { recursive: true });
  const manifest = readManifest(newer.folder);
  writeManifest(mixed, {
    ...manifest,
    topics,
    files: [...manifest.files.filter((file) => !isOfLog(file)), ...files.filter(isOfLog)],
  });
  assert.equal((await recomengine('backup', '--verify', mixed)).code, 0);
  const { code, stderr } = await restore(mixed, join(folder, 'of-mixed'));
  assert.equal(code, 1);
  assert.match(stderr, /beyond the end of the log/);
  assert.equal((await restore(newer.folder, join(folder, 'of-newer'))).code, 0);
});

test('a stopped product is backed up too', { skip }, async () => {
  await product.stop();
  const backup = await backUp();
  assert.equal((await recomengine('backup', '--verify', backup.folder)).code, 0);
  await product.start();
});
