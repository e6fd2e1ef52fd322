import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { startProduct } from '#testing/product.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { createLedger } from '../support/ledger.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';
import { databaseName, type FolderOfVersion } from './folder-of-version.ts';
import { askKnown } from './known-shop.ts';

const folders = globSync(join(import.meta.dirname, 'folders', '*.tar.gz')).sort();
const postgresPassword = 'of the Postgres of the older folder';

/** Unpacks what a version has left into a data folder, with its database in the Postgres of it. Returns also how many events that has. */
async function restore(packed: string, dataDir: string): Promise<FolderOfVersion & { restored: number }> {
  execFileSync('tar', ['xzf', packed, '-C', dataDir, '--strip-components=1', 'data']);
  const textOf = (name: string) => execFileSync('tar', ['xzOf', packed, name], { encoding: 'utf8' });
  // The version had its Postgres elsewhere.
  const secrets = join(dataDir, 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ ...JSON.parse(readFileSync(secrets, 'utf8')), postgresPassword }));
  const server = await startEmbeddedPostgres({ dataDir, password: postgresPassword, database: databaseName });
  const run = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  try {
    const maintenance = new URL(server.ownerUrl);
    maintenance.pathname = '/postgres';
    await run(maintenance.toString(), 'CREATE ROLE processor LOGIN; CREATE ROLE api LOGIN');
    await run(maintenance.toString(), `CREATE DATABASE ${databaseName}`);
    await run(server.ownerUrl, statementsOf(textOf('dump.sql')));
    const { rows } = await run(server.ownerUrl, 'SELECT count(*)::int AS n FROM public.events');
    return { ...JSON.parse(textOf('made.json')), restored: rows[0]?.n };
  } finally {
    await server.stop();
  }
}

/** Lines that begin with a backslash are for psql: pg_dump frames what it writes with them. */
const statementsOf = (dump: string): string => dump.replace(/^\\.*$/gm, '');

assert.ok(folders.length >= 3, 'the folders of three versions');
for (const packed of folders)
  test(`the data folder of ${basename(packed, '.tar.gz')} is opened: each event once, the same answers, and it goes on`, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'recomengine-older-folder-'));
    try {
      const { shop: kept, acknowledged, restored, answers } = await restore(packed, dataDir);
      const product = await startProduct({
        dataDir,
        env: {
          // The events are as old as the folder.
          RECOMENGINE_LOG_RETENTION: 'forever',
          RECOMENGINE_EVENT_RETENTION_DAYS: 'forever',
          RECOMENGINE_AGGREGATE_RETENTION_DAYS: 'forever',
        },
      });
      try {
        await drained(product);
        const ledger = createLedger();
        for (const id of acknowledged) ledger.acknowledge(id);
        const stored = await storedEventIds(product, kept.tenantId);
        assert.deepEqual(ledger.compare(stored), { lost: [], twice: [] });
        assert.equal(stored.length, acknowledged.length);
        const { counters, events } = await recount(product, kept.tenantId);
        assert.deepEqual(counters, events);
        assert.deepEqual(await askKnown(product.url, kept), answers);
        assert.ok(restored > 0 && restored < acknowledged.length, 'control: the last ones were on the log alone');

        const shop = { ...kept, url: product.url, adminToken: '' };
        const again = await postBatch(shop, [viewOf(1)]);
        assert.equal(again.status, 202, JSON.stringify(again.body));
        await drained(product);
        const next = await askKnown(product.url, kept);
        assert.notDeepEqual(next, answers, 'control: one event of the shopper more is another answer');
      } finally {
        await product.remove();
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
