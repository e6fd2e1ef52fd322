import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import { topics } from '#log/topics.ts';
import { readConfig } from '#runtime/config/read-config.ts';
import type { Config } from '#runtime/config/settings.ts';
import { administer } from '#testing/kafka-admin.ts';
import { missingForBroker, openTestBroker } from '#testing/kafka-broker.ts';
import { findFreePort } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis } from '#testing/redis.ts';
import { type BrokerConfig, openBrokerLog } from '../open-broker-log.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineRedis } from './examine-redis.ts';
import type { Finding } from './finding.ts';

const skip = missingForBroker() ?? false;
let broker: Awaited<ReturnType<typeof openTestBroker>>;
before(async () => {
  if (skip === false) broker = await openTestBroker();
});
after(() => broker?.stop());

const configOf = (env: Record<string, string>): Config =>
  readConfig({ flags: {}, env, cwd: '/nowhere', mayMakeSecrets: false });
const onBroker = (env: Record<string, string> = {}) =>
  configOf({ KAFKA_BROKERS: broker.brokers.join(','), ...env }) as BrokerConfig;
const told = (findings: readonly Finding[]) =>
  findings.filter(({ state }) => state !== 'ok').map(({ state, check, detail }) => `${state} ${check}: ${detail}`);

test('a cluster with topics that we have made is fine in everything, and is described', { skip }, async () => {
  const config = onBroker({ KAFKA_TOPIC_PREFIX: `${randomUUID()}.` });
  await (await openBrokerLog(config, 'test')).close();
  const { findings, hasTopics } = await examineCluster(config);
  assert.equal(hasTopics, true);
  assert.deepEqual(told(findings), []);
  const [address = ''] = broker.brokers;
  const detailOf = (check: string) => findings.find((finding) => finding.check === check)?.detail ?? '';
  assert.equal(detailOf(`broker at ${address}`), 'answers');
  assert.match(detailOf('cluster'), /1 broker: \d+ at .*; controller \d+$/);
  assert.equal(detailOf('topic events'), '4 partitions');
  assert.match(detailOf('settings events'), /^kept for 168 h/);
  assert.match(detailOf('settings catalog'), /^kept for ever/);
});

test('topics that are configured otherwise since are told', { skip }, async () => {
  const prefix = { KAFKA_TOPIC_PREFIX: `${randomUUID()}.` };
  await (await openBrokerLog(onBroker(prefix), 'test')).close();
  const changed = { ...prefix, RECOMENGINE_LOG_RETENTION: '12h', RECOMENGINE_LOG_PARTITIONS: '6' };
  assert.deepEqual(told((await examineCluster(onBroker(changed))).findings), [
    'warning topic events: 4 partitions, and 6 are configured: a topic keeps those it was made with',
    'warning settings events: kept for 168 h, and 12 h is configured: a topic keeps its own',
  ]);
});

test('control: a topic with bad settings is a problem in each of them', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  const bad = {
    'unclean.leader.election.enable': 'true',
    'min.insync.replicas': '2',
    'max.message.bytes': '1000',
    'cleanup.policy': 'compact',
    'message.timestamp.type': 'CreateTime',
  };
  const configEntries = Object.entries(bad).map(([name, value]) => ({ name, value }));
  await administer(broker.brokers, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic: `${prefix}events`, numPartitions: 4, replicationFactor: 1, configEntries }],
    }),
  );
  const { findings, hasTopics } = await examineCluster(onBroker({ KAFKA_TOPIC_PREFIX: prefix }));
  assert.equal(hasTopics, false);
  assert.deepEqual(
    told(findings).map((finding) => finding.split(/ is | are | with | alone /)[0]),
    [
      'problem replicas events: min.insync.replicas',
      'problem durability events: unclean.leader.election.enable',
      'problem durability events: one broker',
      'problem settings events: cleanup.policy',
      'problem settings events: max.message.bytes',
      'warning settings events: message.timestamp.type',
      'warning topic catalog:',
    ],
  );
  assert.ok(findings.every(({ state, advice }) => (state === 'ok') === (advice === null)));
});

test('to look makes no topic, and a broker that is not there is told beside one that is', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  const away = `127.0.0.1:${await findFreePort()}`;
  const brokers = [...broker.brokers, away].join(',');
  const { findings, hasTopics } = await examineCluster(
    onBroker({ KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix }),
  );
  assert.equal(hasTopics, false);
  const [refusal = '', ...others] = told(findings);
  assert.match(refusal, new RegExp(`^warning broker at ${away}: .*ECONNREFUSED`));
  assert.deepEqual(others, ['warning topic events: is not there', 'warning topic catalog: is not there']);
  await administer(broker.brokers, async (admin) =>
    assert.deepEqual(
      (await admin.listTopics()).filter((name) => name.startsWith(prefix)),
      [],
    ),
  );
  const nobody = await examineCluster(onBroker({ KAFKA_BROKERS: away }));
  assert.deepEqual([nobody.hasTopics, nobody.findings.map(({ state }) => state)], [false, ['problem']]);
});

test('the log on brokers says how long it keeps its records, as the embedded one does', { skip }, async () => {
  const log = await openKafkaLog({ brokers: broker.brokers, clientId: 'test', topicPrefix: `${randomUUID()}.` });
  assert.equal((await log.describe('events')).retentionMs, topics.events.retentionMs);
  assert.equal((await log.describe('catalog')).retentionMs, null);
  await log.close();
});

test('a Redis is asked for its version and memory; one that is not there is a problem', {
  skip: skipWithoutRedis,
}, async () => {
  const redis = await startTestRedis();
  const [version] = await examineRedis(redis.url);
  assert.equal(version?.state, 'ok', JSON.stringify(version));
  assert.match(version?.detail ?? '', /^\d+\.\d+/);
  await redis.stop();
  const gone = await examineRedis(`redis://127.0.0.1:${await findFreePort()}`);
  assert.deepEqual(
    gone.map(({ state }) => state),
    ['problem'],
  );
  assert.match(gone[0]?.detail ?? '', /ECONNREFUSED/);
});
