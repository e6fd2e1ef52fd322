import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { migrate } from '#stores/postgres/migrate.ts';

/** A migrated database that a test has for itself, with the three logins of the product. */
export type TestDatabase = { ownerUrl: string; processorUrl: string; apiUrl: string; close(): Promise<void> };

const passwords = { owner: 'owner-in-tests', processor: 'processor-in-tests', api: 'api-in-tests' };
const template = 'recomengine_template';

/** No test with these databases is about power cuts, so the server need not sync. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
};

/** One server for a whole run of tests, with a migrated template in it. `url` goes to the tests as TEST_POSTGRES_URL. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'recomengine-postgres-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    password: passwords.owner,
    database: template,
    settings: fastSettings,
  });
  await migrate({ ownerUrl: server.ownerUrl, processorPassword: passwords.processor, apiPassword: passwords.api });
  return {
    url: server.ownerUrl,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh copy of the template, on the run's server, or, if a test file runs alone, on a server of its own. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const running = process.env.TEST_POSTGRES_URL;
  const own = running === undefined ? await startTestPostgres() : null;
  const serverUrl = running ?? own?.url ?? '';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const owner = new URL(serverUrl);
  const administer = async (sql: string) => {
    const maintenance = new URL(serverUrl);
    maintenance.pathname = '/postgres';
    const client = new pg.Client({ connectionString: maintenance.toString() });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  owner.pathname = `/${name}`;
  const as = (role: string, password: string) => {
    const url = new URL(owner);
    url.username = role;
    url.password = password;
    return url.toString();
  };
  return {
    ownerUrl: owner.toString(),
    processorUrl: as('processor', passwords.processor),
    apiUrl: as('api', passwords.api),
    async close() {
      await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await own?.stop();
    },
  };
}
