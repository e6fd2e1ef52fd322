import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type CommandResult, recomengine } from '#testing/command.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { openProductLog } from '#testing/product-log.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { drained, storedEventIds } from '../support/recount.ts';

const views = 40;

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  await postBatch(
    shop,
    Array.from({ length: views }, (_, n) => viewOf(n + 1)),
  );
  await drained(product);
});
after(() => product.remove());

const command = (...args: string[]) => product.command(...args);
const failureOf = ({ stderr }: CommandResult) => JSON.parse(stderr).error;

for (const args of [
  ['doctor'],
  ['topics', 'list'],
  ['dead-letters', 'list'],
  ['dead-letters', 'redrive', '4711'],
  ['migrate'],
  ['experiment', 'list', '--tenant', 'Test shop'],
  ['experiment', 'plan', '--tenant', 'Test shop', '--lift', '0.1'],
  ['rebuild', 'trending'],
  ['rebuild', 'trending', '--roll-back'],
]) {
  test(`${args.join(' ')} answers on stdout in JSON, with nothing else beside it`, async () => {
    const result = await command(...args, '--json');
    assert.equal(result.code, args[1] === 'redrive' ? 4 : 0, result.stdout + result.stderr);
    assert.equal(typeof JSON.parse(result.stdout), 'object');
    assert.equal(result.stderr, '');
    const forPeople = await command(...args);
    assert.throws(() => JSON.parse(forPeople.stdout), 'control: without --json it is a text');
  });
}

test('an export is JSON lines, one a record; whoever reads only its head ends it quietly', async () => {
  const whole = await command('topics', 'export', 'events', '--json');
  const lines = whole.stdout.trim().split('\n');
  assert.equal(lines.length, views);
  assert.ok(lines.every((line) => JSON.parse(line).event.eventId.length === 36));
  const run = promisify(execFile);
  const node = `'${process.execPath}' bin/recomengine.ts topics export events --data-dir '${product.dataDir}'`;
  const env = { ...process.env, ...product.env };
  const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', `${node} | head -n 1`], { env });
  assert.equal(stdout.trim().split('\n').length, 1);
  assert.equal(stderr, '');
});

test('a lift in percent is told how to be written, and one above 1 is warned of', async () => {
  const plan = (lift: string) => command('experiment', 'plan', '--tenant', 'Test shop', '--lift', lift);
  assert.match((await plan('5%')).stderr, /for 5% write 0\.05\./);
  assert.match((await plan('5')).stdout, /A lift of 5 is 500 %; for 5 % it is 0\.05\./);
  assert.doesNotMatch((await plan('0.05')).stdout, /A lift of/, 'control');
});

for (const [what, args, code, exitCode] of [
  ['an unknown command', ['tpics'], 'usage', 2],
  ['an unknown option', ['doctor', '--loud'], 'usage', 2],
  ['an unknown topic', ['topics', 'export', 'nothing'], 'usage', 2],
  ['an unknown projection', ['rebuild', 'nothing'], 'usage', 2],
  ['a lift that is none', ['experiment', 'plan', '--tenant', 'Test shop', '--lift', 'much'], 'usage', 2],
  ['experiments of nobody', ['experiment', 'list', '--tenant', 'nobody'], 'usage', 2],
  ['a limit that is none', ['dead-letters', 'list', '--limit', 'many'], 'usage', 2],
  ['an unknown tenant', ['import', 'package.json', '--format', 'jsonl', '--tenant', 'nobody'], 'usage', 2],
] as const) {
  test(`${what} is told as {error: {code, message, exitCode}} on stderr, and ends with ${exitCode}`, async () => {
    const result = await command(...args, '--json');
    assert.equal(result.code, exitCode);
    assert.equal(result.stdout, '');
    assert.deepEqual({ ...failureOf(result), message: '' }, { code, message: '', exitCode });
    const forPeople = await command(...args);
    assert.equal(forPeople.code, exitCode);
    assert.throws(() => JSON.parse(forPeople.stderr), 'control');
  });
}

test('wrong settings are told together, with 2', async () => {
  const result = await recomengine({ env: { RECOMENGINE_PROT: '1', LOG_LEVEL: 'loud' } }, 'doctor', '--json');
  assert.equal(result.code, 2);
  assert.equal(failureOf(result).code, 'configuration');
  assert.equal(failureOf(result).message.split('\n').length, 2);
});

test('a file in place of a folder is refused with 2, whichever command is given it, and so is an empty name', async () => {
  const file = join(product.dataDir, 'owner.json');
  const outside = join(tmpdir(), 'recomengine-never-made');
  for (const [args, message] of [
    [['start', '--data-dir', file], /must be a folder, and .* is a file/],
    [['doctor', '--data-dir', join(file, 'below')], /must be a folder, and .* lies below the file/],
    [['scrub', '--data-dir', file], /must be a folder/],
    [['backup', '--data-dir', product.dataDir, '--to', file], /is a file; name a folder/],
    [['backup', '--data-dir', product.dataDir, '--to', ''], /--to is empty/],
    [['backup', '--verify', file], /is a file; name a folder/],
    [['restore', '--from', product.dataDir, '--data-dir', file], /is a file; name a folder/],
    [['restore', '--from', product.dataDir, '--data-dir', ''], /--data-dir is empty/],
    [['restore', '--from', '', '--data-dir', outside], /--from is empty/],
    [['restore', '--from', product.dataDir, '--data-dir', join(product.dataDir, 'inner')], /lies in the backup/],
  ] as const) {
    const result = await recomengine(...args, '--json');
    assert.equal(result.code, 2, args.join(' '));
    assert.match(failureOf(result).message, message);
  }
  assert.ok(!existsSync(outside) && !existsSync(join(product.dataDir, 'inner')));
  const isNone = await recomengine('restore', '--from', product.dataDir, '--data-dir', outside, '--json');
  assert.match(failureOf(isNone).message, /is not a whole backup/, 'control: folders are taken');
});

test('where nothing runs commands end with 3 and leave no folder behind; doctor says so among its findings', async () => {
  const nowhere = join(product.dataDir, 'nowhere');
  for (const args of [['topics', 'list'], ['dead-letters', 'list'], ['migrate']]) {
    const result = await recomengine(...args, '--data-dir', nowhere, '--json');
    assert.equal(result.code, 3, args.join(' '));
    assert.match(failureOf(result).code, /^(not_running|unavailable)$/);
  }
  const doctor = await recomengine('doctor', '--data-dir', nowhere, '--json');
  assert.equal(doctor.code, 1);
  const problems = JSON.parse(doctor.stdout).filter(({ state }: { state: string }) => state === 'problem');
  assert.ok(problems.some(({ check }: { check: string }) => check === 'data folder'));
  assert.ok(problems.every(({ advice }: { advice: string }) => advice.length > 0));
});

/** Writes a letter as the loader would: for a record of the log that it could not use then, and can use now. */
async function loseOneEvent(): Promise<{ letter: string; eventId: string }> {
  const [row] = await queryProduct<{ event_id: string; log: number; partition: number; offset: string; scope: number }>(
    product,
    'DELETE FROM events WHERE event_id = (SELECT min(event_id::text)::uuid FROM events) RETURNING event_id, log, partition, "offset"::text AS "offset", scope',
    [],
  );
  const { event_id, log: logNumber, partition, offset, scope } = row!;
  const log = await openProductLog(product, 'reader');
  const { records } = await log.read('events', partition, BigInt(offset), { maxRecords: 1 });
  await log.close();
  const { key, value } = records[0]!;
  const [letter] = await queryProduct<{ id: string }>(
    product,
    `INSERT INTO dead_letters (topic, log, partition, "offset", scope, record_key, value, reason, detail)
     VALUES ('events', $1, $2, $3, $4, $5, $6, 'refused_by_postgres', 'for a test') RETURNING dead_letter_id::text AS id`,
    [logNumber, partition, offset, scope, key, value],
  );
  return { letter: letter!.id, eventId: event_id };
}

test('dead-letters redrive brings a record back once: 0 where all went, 4 where some were skipped', async () => {
  const { letter, eventId } = await loseOneEvent();
  assert.ok(!(await storedEventIds(product, shop.tenantId)).includes(eventId), 'control: it is gone');
  const listed = JSON.parse((await command('dead-letters', 'list', '--json')).stdout);
  assert.deepEqual(
    listed.map(({ id, redriven_at }: { id: string; redriven_at: string | null }) => [id, redriven_at]),
    [[letter, null]],
  );

  const first = await command('dead-letters', 'redrive', letter, '--json');
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(JSON.parse(first.stdout), { redriven: [letter], skipped: [] });
  await waitFor(
    async () => (await storedEventIds(product, shop.tenantId)).includes(eventId),
    () => 'the event is stored again',
  );

  const again = await command('dead-letters', 'redrive', letter, 'no-id', '--json');
  assert.equal(again.code, 4);
  assert.deepEqual(JSON.parse(again.stdout), { redriven: [], skipped: [letter, 'no-id'] });
  await drained(product);
  assert.equal((await storedEventIds(product, shop.tenantId)).length, views);
});

test('dead-letters redrive where nobody answers ends with 3, and marks nothing', async () => {
  const { letter } = await loseOneEvent();
  await product.stop();
  const result = await command('dead-letters', 'redrive', letter, '--json');
  assert.equal(result.code, 3);
  assert.equal(failureOf(result).code, 'not_running');
  await product.start();
  const after = await command('dead-letters', 'redrive', letter, '--json');
  assert.deepEqual(JSON.parse(after.stdout).redriven, [letter], 'control');
});
