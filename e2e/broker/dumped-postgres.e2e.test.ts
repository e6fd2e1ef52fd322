import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { recomengine } from '#testing/command.ts';
import { skipWithoutInstalledPostgres, startInstalledPostgres } from '#testing/installed-postgres.ts';
import { openTestBroker } from '#testing/kafka-broker.ts';
import { startProduct } from '#testing/product.ts';
import { createShop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { assertExact, skipWithoutBroker } from '../support/on-broker.ts';
import { drained } from '../support/recount.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

const perStep = 1_000;
const database = 'recomengine';
/** Who may do what, and see which rows. */
const rights = `SELECT (SELECT count(*) FROM pg_policies) AS policies,
  (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity) AS forced,
  (SELECT array_agg(concat_ws(' ', grantee, privilege_type, table_name, column_name) ORDER BY grantee, privilege_type, table_name, column_name)
    FROM information_schema.column_privileges WHERE table_schema = 'public') AS granted`;
const bash = (script: string, env: Record<string, string>) =>
  promisify(execFile)('bash', ['-euc', script], { env, maxBuffer: 64 << 20 });

/** What docs/operations.md says of a dump, and of its way into another server. */
function commandsOfTheDocs(): { dump: string; restore: string } {
  const block = readFileSync('docs/operations.md', 'utf8')
    .split(/^ *```\n/m)
    .find((text) => text.includes('pg_dump -Fc'));
  const [dump = '', restore = ''] = block?.split('\n\n') ?? [];
  return { dump, restore };
}

test('a dump of Postgres that was made under load goes into another server, and each event counts once', {
  skip: skipWithoutBroker || skipWithoutInstalledPostgres,
}, async () => {
  await using closing = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-dump-'));
  closing.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [former, next] = [await startInstalledPostgres(), await startInstalledPostgres()];
  closing.defer(former.stop);
  closing.defer(next.stop);
  const broker = await openTestBroker();
  closing.defer(broker.stop);
  const topics = { KAFKA_BROKERS: broker.brokers.join(','), KAFKA_TOPIC_PREFIX: `${randomUUID()}.` };
  const on = (server: typeof former) => ({
    DATABASE_URL: server.urlOf(database),
    DATABASE_PROCESSOR_URL: server.urlFor('processor', 'of-the-processor', database),
    DATABASE_API_URL: server.urlFor('api', 'of-the-api', database),
  });
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${former.tools}:${join(process.cwd(), 'node_modules/.bin')}:${PATH}`, HOME };
  await former.query('postgres', `CREATE DATABASE ${database}`);

  const product = await startProduct({ env: { ...topics, ...on(former) } });
  closing.defer(product.remove);
  const shop = await createShop(product.url);
  const load = startSteadyLoad(shop);
  closing.defer(load.abandon);
  const more = async () => {
    const aim = load.ledger.acknowledged.size + perStep;
    await waitFor(
      async () => load.ledger.acknowledged.size >= aim,
      () => `acknowledged ${aim}\n${product.output()}`,
    );
  };
  const docs = commandsOfTheDocs();
  await more();
  await bash(`cd ${folder}\n${docs.dump}`, { ...env, OWNER_URL: former.urlOf(database) });
  await more();
  await load.stop();
  await drained(product);
  await product.stop();

  await bash(`cd ${folder}\n${docs.restore.replace(/^.*recomengine migrate$/m, '')}`, {
    ...env,
    NEW_SERVER: next.urlOf('').replace(/\/$/, ''),
  });
  // Control: what the broker has to bring back is missing from the dump.
  const events = 'SELECT count(*)::int AS n FROM events';
  const [dumped] = await next.query<{ n: number }>(database, events);
  assert.ok(dumped !== undefined && dumped.n > 0 && dumped.n < load.sent, `${dumped?.n} of ${load.sent}`);
  const migrated = await recomengine(
    { env: { ...topics, ...on(next) } },
    'migrate',
    '--json',
    '--data-dir',
    product.dataDir,
  );
  assert.deepEqual(JSON.parse(migrated.stdout), { ran: [] }, migrated.stderr);
  assert.deepEqual(await next.query(database, rights), await former.query(database, rights));
  const restored = await startProduct({ dataDir: product.dataDir, env: { ...topics, ...on(next) } });
  closing.defer(restored.remove);
  await assertExact(restored, { ...shop, url: restored.url }, load);
});
