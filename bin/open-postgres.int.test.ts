import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { readConfig } from '#runtime/config/read-config.ts';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { migrationNames } from '#stores/postgres/migrate.ts';
import { waitFor } from '#testing/wait-for.ts';
import { openPostgres } from './open-postgres.ts';

const table = 'tenants';

/** A data folder whose Postgres runs already with an empty database, and a transaction in it that the first migration has to wait for. */
async function openHeldUp() {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-migrating-'));
  const config = readConfig({ flags: { dataDir: folder }, env: {}, cwd: folder, mayMakeSecrets: true });
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, password: config.postgresPassword });
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const maintenance = await connect(server.ownerUrl.replace(/recomengine_dev$/, 'postgres'));
  await maintenance.query('CREATE DATABASE recomengine_dev');
  const holder = await connect(server.ownerUrl);
  await holder.query(`BEGIN; CREATE TABLE ${table} (id integer)`);
  const isWaiting = async () => {
    const { rowCount } = await maintenance.query(
      `SELECT FROM pg_stat_activity WHERE application_name = 'migrate' AND wait_event_type = 'Lock'`,
    );
    return rowCount === 1;
  };
  return { folder, config, server, connect, holder, maintenance, isWaiting };
}

test('a Postgres that is killed in the middle of a migration is started again, and migrated', async () => {
  const { folder, config, server, connect, isWaiting } = await openHeldUp();
  const stopping = new AbortController();
  const said: string[] = [];
  const opening = openPostgres(config, (text) => said.push(text), stopping.signal);
  opening.catch(() => {});
  try {
    await waitFor(isWaiting, () => `a migration waits: ${said.join('; ')}`);
    process.kill(server.pid, 'SIGKILL');
    const postgres = await opening;
    const client = await connect(postgres.urls().owner);
    const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name');
    await client.end();
    assert.deepEqual(
      rows.map(({ name }) => name),
      migrationNames(),
    );
    assert.ok(said.includes('Postgres has ended and is started again'), said.join('; '));
  } finally {
    stopping.abort();
    await opening.then(
      (postgres) => postgres.stop(),
      () => {},
    );
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a migration that fails by itself is told at once, and Postgres is stopped', async () => {
  const { folder, config, server, holder, maintenance, isWaiting } = await openHeldUp();
  const said: string[] = [];
  const opening = openPostgres(config, (text) => said.push(text), new AbortController().signal);
  opening.catch(() => {});
  try {
    await waitFor(isWaiting, () => `a migration waits: ${said.join('; ')}`);
    await holder.query('COMMIT');
    await assert.rejects(opening, /migration \S+ failed: duplicate key/);
    await server.exited;
    assert.ok(!said.includes('Postgres has ended and is started again'), said.join('; '));
  } finally {
    for (const client of [holder, maintenance]) await client.end().catch(() => {});
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a folder that a newer version has brought up to date is refused, and stays as that has left it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-newer-'));
  const config = readConfig({ flags: { dataDir: folder }, env: {}, cwd: folder, mayMakeSecrets: true });
  const open = async () => {
    const stopping = new AbortController();
    const postgres = await openPostgres(config, () => {}, stopping.signal);
    stopping.abort();
    await postgres.stop();
  };
  const inFolder = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, password: config.postgresPassword });
    const client = new pg.Client({ connectionString: server.ownerUrl });
    try {
      await client.connect();
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
      await server.stop();
    }
  };
  try {
    await open();
    await inFolder(`INSERT INTO schema_migrations (name, sha256) VALUES ('9999_of_tomorrow.sql', 'unknown here')`);
    await assert.rejects(open, { code: 'newer_database', message: /9999_of_tomorrow\.sql.*restore a backup/ });
    const kept = await inFolder<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name');
    assert.deepEqual(
      kept.map(({ name }) => name),
      [...migrationNames(), '9999_of_tomorrow.sql'],
    );
    await inFolder(`DELETE FROM schema_migrations WHERE name = '9999_of_tomorrow.sql'`);
    // control: of the same version it opens
    await open();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
