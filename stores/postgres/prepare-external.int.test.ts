import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { judgeVersion, migrationNames } from './migrate.ts';
import { type PostgresUrls, prepareExternal, UnfitPostgres, UnreachablePostgres } from './prepare-external.ts';

const password = 'superuser-in-tests';
let dataDir: string;
let server: EmbeddedPostgres;
let superuser: pg.Client;

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'recomengine-external-'));
  // A server of its own: logins belong to a whole server, and these tests change them.
  server = await startEmbeddedPostgres({
    dataDir,
    password,
    database: 'postgres',
    settings: { shared_buffers: '32MB' },
  });
  superuser = new pg.Client({ connectionString: server.ownerUrl });
  await superuser.connect();
});
after(async () => {
  await superuser.end();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A database with an owner of its own who is no superuser, as on managed servers. */
async function ownedDatabase(name: string, rights: string): Promise<PostgresUrls> {
  await superuser.query(`CREATE ROLE ${name} LOGIN ${rights} PASSWORD 'of-${name}'`);
  await superuser.query(`CREATE DATABASE ${name} OWNER ${name}`);
  return urlsOf(name);
}

function urlsOf(name: string): PostgresUrls {
  const as = (login: string, secret: string) => {
    const url = new URL(server.ownerUrl);
    url.username = login;
    url.password = secret;
    url.pathname = `/${name}`;
    return url.toString();
  };
  return { owner: as(name, `of-${name}`), processor: as('processor', 'p:w/d@1'), api: as('api', 'api-1') };
}

const refusal = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UnfitPostgres, String(error));
  assert.match(error.message, pattern);
  return true;
};

test('an owner who may not make logins is told what to create', async () => {
  const urls = await ownedDatabase('poor', '');
  await assert.rejects(prepareExternal(urls), refusal(/^DATABASE_URL: the login processor is missing.*CREATEROLE/));
});

test('an owner with CREATEROLE and no more migrates a database, makes the logins, and does nothing the second time', async () => {
  const urls = await ownedDatabase('shop', 'CREATEROLE');
  assert.deepEqual(await prepareExternal(urls), migrationNames());
  assert.deepEqual(await prepareExternal(urls), []);
  const api = new pg.Client({ connectionString: urls.api });
  await api.connect();
  await assert.rejects(api.query('SELECT FROM schema_migrations'), /permission denied/, 'control: api owns nothing');
  await api.end();
});

test('another owner is content with logins that are there, while their passwords fit', async () => {
  const urls = await ownedDatabase('second', '');
  assert.deepEqual(await prepareExternal(urls), migrationNames());
  const wrong = new URL(urls.api);
  wrong.password = 'another';
  await assert.rejects(
    prepareExternal({ ...urls, api: wrong.toString() }),
    refusal(/^DATABASE_API_URL: the server refuses login or password/),
  );
});

for (const [what, name, grant, revoke, pattern] of [
  ['is a superuser', 'shop', 'ALTER ROLE api SUPERUSER', 'ALTER ROLE api NOSUPERUSER', /api is a superuser/],
  ['has BYPASSRLS', 'shop', 'ALTER ROLE api BYPASSRLS', 'ALTER ROLE api NOBYPASSRLS', /BYPASSRLS/],
  [
    'acts as the owner',
    'second',
    'GRANT second TO api',
    'REVOKE second FROM api',
    /^DATABASE_API_URL: api owns the tables/,
  ],
] as const) {
  test(`a login api that ${what} is refused, and taken once it is not`, async () => {
    await superuser.query(grant);
    await assert.rejects(prepareExternal(urlsOf(name)), refusal(pattern));
    await superuser.query(revoke);
    await prepareExternal(urlsOf(name));
  });
}

test('logins that lead to another database are refused', async () => {
  const elsewhere = { ...urlsOf('shop'), api: urlsOf('postgres').api };
  await assert.rejects(prepareExternal(elsewhere), refusal(/^DATABASE_API_URL: api finds no tables/));
});

test('where nothing answers the setting is named, and another try may succeed', async () => {
  const nowhere = new URL(urlsOf('shop').owner);
  nowhere.port = '1';
  await assert.rejects(prepareExternal({ ...urlsOf('shop'), owner: nowhere.toString() }), (error: unknown) => {
    assert.ok(error instanceof UnreachablePostgres && error.retryable);
    assert.match(error.message, /^DATABASE_URL: .*ECONNREFUSED/);
    return true;
  });
});

test('a Postgres before 15 is refused by its version', () => {
  assert.match(judgeVersion(140_012) ?? '', /Postgres 14: 15 or newer/);
  assert.equal(judgeVersion(150_000), null);
  assert.equal(judgeVersion(180_004), null);
});
