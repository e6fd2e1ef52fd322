import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Kafka, logLevel } from 'kafkajs';
import { databaseUrlOf } from '#cli/running-parts.ts';
import { readConfig } from '#runtime/config/read-config.ts';
import { recomengine } from '#testing/command.ts';
import { findFreePort } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { type ProductOnBroker, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';
import { drained } from '../support/recount.ts';

const skip = skipWithoutBroker || skipWithoutRedis;

type Found = { check: string; state: string; detail: string; advice: string | null };

let on: ProductOnBroker;
let redis: TestRedis;
let folder: string;
/** The settings of each process of a cluster (docs/operations.md): all that they share, and no folder. */
let clusterEnv: Record<string, string>;

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'recomengine-operator-'));
  redis = await startTestRedis();
  on = await startOnBroker(2);
  const { product, shop } = on;
  await postBatch(
    shop,
    Array.from({ length: 40 }, (_, n) => viewOf(n + 1)),
  );
  await drained(product);
  const config = readConfig({ flags: { dataDir: product.dataDir }, env: {}, cwd: folder, mayMakeSecrets: false });
  clusterEnv = {
    ...product.env,
    RECOMENGINE_INSTANCES: '1',
    REDIS_URL: redis.url,
    RECOMENGINE_DATA_DIR: join(folder, 'no folder'),
    RECOMENGINE_PORT: String(await findFreePort()),
    DATABASE_URL: databaseUrlOf(config, 'postgres'),
    DATABASE_PROCESSOR_URL: databaseUrlOf(config, 'processor'),
    DATABASE_API_URL: databaseUrlOf(config, 'api'),
  };
});
after(async () => {
  await on?.product.remove();
  await on?.broker.stop();
  await redis?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

async function doctor(env: Record<string, string>): Promise<{ code: number | null; findings: Found[] }> {
  const { code, stdout, stderr } = await recomengine({ env: { ...clusterEnv, ...env } }, 'doctor', '--json');
  assert.equal(stderr, '');
  return { code, findings: JSON.parse(stdout) };
}

test('doctor on a machine that runs nothing of a healthy cluster finds no problem in it, and ends with 0', {
  skip,
}, async () => {
  const { code, findings } = await doctor({});
  const problems = findings.filter(({ state }) => state === 'problem');
  assert.deepEqual([code, problems], [0, []]);
  const of = (check: string) => findings.find((finding) => finding.check === check);
  for (const check of [
    ...['cluster', 'topic events', 'replicas events', 'durability events', 'settings catalog', 'log events'],
    ...['clock and log', 'group loader events/0', 'group catalog catalog/0', 'postgres', 'row-level security'],
    ...['login processor', 'login api', 'redis', 'server', 'data folder'],
  ])
    assert.equal(of(check)?.state, 'ok', `${check}: ${JSON.stringify(of(check))}`);
  assert.match(of('log events')?.detail ?? '', /kept for 168 h/);
  assert.match(of('group loader events/0')?.detail ?? '', /, 0 behind, /);
  assert.equal(of('log synchronous'), undefined, 'a setting of the embedded log says nothing of brokers');
  assert.ok(!existsSync(join(folder, 'no folder')), 'and leaves no folder behind');
});

test('the same of the product that runs here, which answers by its server', { skip }, async () => {
  const { code, stdout } = await on.product.command('doctor', '--json');
  const findings = JSON.parse(stdout) as Found[];
  assert.deepEqual([code, findings.filter(({ state }) => state === 'problem')], [0, []]);
  assert.equal(findings.find(({ check }) => check === 'server')?.detail, on.product.url);
});

test('control: a topic that may lose what it acknowledged, brokers and a Redis that are away end with 1', {
  skip,
}, async () => {
  const prefix = `${randomUUID()}.`;
  const admin = new Kafka({ brokers: on.broker.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const topics = ['events', 'catalog'].map((topic) => ({
    topic: prefix + topic,
    numPartitions: 1,
    replicationFactor: 1,
  }));
  await admin.createTopics({ topics });
  await admin.disconnect();
  const problemsOf = async (env: Record<string, string>) => {
    const { code, findings } = await doctor(env);
    const problems = findings.filter(({ state }) => state === 'problem');
    assert.equal(code, 1);
    assert.ok(problems.every(({ advice }) => (advice ?? '').length > 0));
    return problems.map(({ check }) => check);
  };
  assert.deepEqual(await problemsOf({ KAFKA_TOPIC_PREFIX: prefix }), [
    'durability events',
    'durability catalog',
    'settings catalog',
    // Its topics have no log id yet.
    'log',
    'groups',
  ]);
  const away = `127.0.0.1:${await findFreePort()}`;
  assert.deepEqual(await problemsOf({ KAFKA_BROKERS: away }), [`broker at ${away}`]);
  assert.deepEqual(await problemsOf({ REDIS_URL: `redis://${away}` }), ['redis']);
  assert.deepEqual(await problemsOf({ SCHEMA_REGISTRY_URL: `http://${away}` }), ['schema registry']);
});
