/**
 * `npm run keep-folder -- COMMIT`: makes the data folder of a version by that version's own code, and packs it into `e2e/upgrades/folders`, where `older-folders.e2e.test.ts` opens it with the newest code.
 * Each release adds its own; the last three stay. Needs git, tar and an installed Postgres (its pg_dump; the embedded one comes without).
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { createItem } from '#testing/create-item.ts';
import { startInstalledPostgres } from '#testing/installed-postgres.ts';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { postBatch } from '../support/events.ts';
import { databaseName, type FolderOfVersion } from './folder-of-version.ts';
import { askKnown, eventsOfShop, itemsOfShop, type KnownAnswers } from './known-shop.ts';

const eventCount = 600;
const dumpedCount = 500;
const perBatch = 100;
const run = promisify(execFile);

const { positionals } = parseArgs({ allowPositionals: true });
const [commit = ''] = positionals;
assert.match(commit, /^[0-9a-f]{7,40}$/, 'name the commit of the version');

const folder = mkdtempSync(join(tmpdir(), 'recomengine-version-'));
const checkout = join(folder, 'checkout');
await using closing = new AsyncDisposableStack();
closing.defer(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(checkout);
await run('bash', ['-c', `git archive ${commit} | tar x -C ${checkout}`]);
symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));

const postgres = await startInstalledPostgres();
closing.defer(postgres.stop);
await postgres.query('postgres', `CREATE DATABASE ${databaseName}`);
const product = await startProduct({
  folder: checkout,
  env: {
    DATABASE_URL: postgres.urlOf(databaseName),
    DATABASE_PROCESSOR_URL: postgres.urlFor('processor', 'of-the-processor', databaseName),
    DATABASE_API_URL: postgres.urlFor('api', 'of-the-api', databaseName),
  },
});
closing.defer(product.remove);

const { url: _url, adminToken: _token, ...shop } = await createShop(product.url, 'Shop of a version');
const acknowledged: string[] = [];
for (const item of itemsOfShop) await createItem(product.url, shop.writeKey, item);
const events = eventsOfShop(eventCount, Date.now());
const send = async (from: number, to: number) => {
  for (let at = from; at < to; at += perBatch) {
    const answer = await postBatch({ ...shop, url: product.url, adminToken: '' }, events.slice(at, at + perBatch));
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    assert.equal(answer.body.data.rejected, 0, JSON.stringify(answer.body));
    for (const { eventId } of answer.body.data.results) acknowledged.push(eventId);
  }
  await waitFor(
    async () =>
      (await postgres.query<{ n: number }>(databaseName, 'SELECT count(*)::int AS n FROM events'))[0]?.n === to,
    () => `${to} events stored`,
  );
};
await send(0, dumpedCount);
await run(join(postgres.tools, 'pg_dump'), [
  '--inserts',
  '--rows-per-insert=500',
  `--file=${join(folder, 'dump.sql')}`,
  postgres.urlOf(databaseName),
]);
await send(dumpedCount, eventCount);
// The models follow the log by themselves.
let answers: KnownAnswers = await askKnown(product.url, shop);
await waitFor(
  async () => {
    const before = JSON.stringify(answers);
    answers = await askKnown(product.url, shop);
    return JSON.stringify(answers) === before && Object.keys(answers.boughtTogether).length > 0;
  },
  () => `answers: ${JSON.stringify(answers)}`,
);
await product.stop();

cpSync(product.dataDir, join(folder, 'data'), { recursive: true });
const made: FolderOfVersion = { commit, shop, acknowledged, answers };
writeFileSync(join(folder, 'made.json'), `${JSON.stringify(made)}\n`);
const packed = join(import.meta.dirname, 'folders', `${commit}.tar.gz`);
await run('bash', ['-c', `tar c -C ${folder} data dump.sql made.json | gzip -9 > ${packed}`]);
console.log(JSON.stringify({ packed: `${commit}.tar.gz`, answers }));
