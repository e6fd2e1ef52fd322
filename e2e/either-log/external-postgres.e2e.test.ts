import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { recomengine } from '#testing/command.ts';
import { findFreePort, type Product, startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { drained } from '../support/recount.ts';

/** A server that the product does not manage: another folder, and an owner who is no superuser. */
let server: EmbeddedPostgres;
let serverDir: string;
let env: Record<string, string>;
let product: Product;

const count = async (url: string, sql: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return Number((await client.query<{ count: string }>(sql)).rows[0]?.count);
  } finally {
    await client.end();
  }
};

before(async () => {
  serverDir = mkdtempSync(join(tmpdir(), 'recomengine-external-'));
  server = await startEmbeddedPostgres({ dataDir: serverDir, password: 'superuser', database: 'postgres' });
  const superuser = new pg.Client({ connectionString: server.ownerUrl });
  await superuser.connect();
  await superuser.query(`CREATE ROLE shop_owner LOGIN CREATEROLE PASSWORD 'of the owner'`);
  await superuser.query('CREATE DATABASE shop OWNER shop_owner');
  await superuser.end();
  const as = (login: string, password: string) =>
    `postgres://${login}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/shop`;
  env = {
    DATABASE_URL: as('shop_owner', 'of the owner'),
    DATABASE_PROCESSOR_URL: as('processor', 'of the processor'),
    DATABASE_API_URL: as('api', 'of the api'),
  };
  product = await startProduct({ env });
});
after(async () => {
  await product.remove();
  await server.stop();
  rmSync(serverDir, { recursive: true, force: true });
});

test('with an external Postgres none is started, and events are loaded into that one', async () => {
  const shop = await createShop(product.url);
  const views = Array.from({ length: 20 }, (_, n) => viewOf(n + 1));
  assert.equal((await postBatch(shop, views)).status, 202);
  await drained(product);
  assert.equal(await count(env.DATABASE_URL ?? '', 'SELECT count(*) FROM events'), views.length);
  assert.equal(await count(env.DATABASE_API_URL ?? '', 'SELECT count(*) FROM events'), 0, 'control: RLS binds the api');
  assert.equal(existsSync(join(product.dataDir, 'postgres')), false);
});

test('commands work on it by the same settings, and doctor shows no password', async () => {
  const doctor = await product.command('doctor', '--json');
  assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
  assert.match(doctor.stdout, /shop_owner/);
  assert.doesNotMatch(doctor.stdout, /of(%20| )the(%20| )(owner|processor|api)/);
  const migrate = await product.command('migrate', '--json');
  assert.deepEqual(JSON.parse(migrate.stdout), { ran: [] });
});

test('the end of the product leaves it running, and the next start finds everything there', async () => {
  await product.stop();
  assert.equal(await count(env.DATABASE_URL ?? '', 'SELECT count(*) FROM tenants'), 1);
  await product.start();
});

test('a start that is refused by it says which setting is wrong, and ends with 2; one that finds nobody, with 3', async () => {
  const dataDir = join(serverDir, 'refused');
  const port = String(await findFreePort());
  const start = (changed: Record<string, string>) =>
    recomengine({ env: { ...env, ...changed } }, 'start', '--no-demo', '--port', port, '--data-dir', dataDir);
  const wrong = await start({ DATABASE_URL: env.DATABASE_URL?.replace('of%20the%20owner', 'guess') ?? '' });
  assert.equal(wrong.code, 2, wrong.stderr);
  assert.match(wrong.stderr, /DATABASE_URL: the server refuses login or password/);
  const nobody = await start({ DATABASE_URL: 'postgres://shop_owner:x@127.0.0.1:1/shop' });
  assert.equal(nobody.code, 3, nobody.stderr);
  assert.match(nobody.stderr, /DATABASE_URL: Postgres does not answer there/);
});
