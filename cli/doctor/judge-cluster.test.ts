import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterDescription, sentRequests, type TopicDescription } from '#log/kafka/describe-cluster.ts';
import type { ApiVersions } from '#log/kafka/kafkajs.ts';
import { newTopic } from '#log/kafka/topic-settings.ts';
import { topics } from '#log/topics.ts';
import { registeredSchemas } from '#schemas/registry.ts';
import { judgeRedis } from './examine-redis.ts';
import { judgeRegistry } from './examine-registry.ts';
import type { Finding } from './finding.ts';
import { isRedpanda, judgeAddresses, judgeBrokers } from './judge-cluster.ts';
import { judgeTopic, type TopicExpectation } from './judge-topic.ts';

const statesOf = (findings: readonly Finding[]) => findings.map(({ state }) => state);
/** The findings that are not `ok`, as `state check: detail`. */
const told = (findings: readonly Finding[]) =>
  findings.filter(({ state }) => state !== 'ok').map(({ state, check, detail }) => `${state} ${check}: ${detail}`);

const versions: ApiVersions = Object.fromEntries(
  sentRequests.map(({ number, from, to }) => [number, { minVersion: from, maxVersion: to + 3 }]),
);
const broker = { nodeId: 1, address: 'a:9092', versions, reason: '' };
const cluster: ClusterDescription = { clusterId: 'c', controller: 1, brokers: [broker], topics: new Map() };

/** Topic `events` as we make it on this many brokers, all of them running, with changed settings; null removes a setting. */
function made(brokers: number, changed: Record<string, string | null> = {}): TopicDescription {
  const { configEntries, numPartitions, replicationFactor } = newTopic('events', topics.events, brokers);
  const replicas = Array.from({ length: replicationFactor }, (_, n) => n + 1);
  const settings = new Map(configEntries.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(changed))
    value === null ? settings.delete(name) : settings.set(name, value);
  return {
    partitions: Array.from({ length: numPartitions }, (_, partition) => ({
      partition,
      leader: 1,
      replicas,
      inSync: replicas,
    })),
    settings,
  };
}
const on = (brokers: number, kind = { isRedpanda: false }): TopicExpectation => ({
  expected: topics.events,
  brokers,
  ...kind,
});
const judge = (found: TopicDescription | null, expectation = on(1)) => judgeTopic('events', found, expectation);

test('topics as we make them are fine, on any number of brokers', () => {
  for (const brokers of [1, 2, 3, 5]) {
    assert.deepEqual(told(judge(made(brokers), on(brokers))), [], `${brokers} brokers`);
    assert.deepEqual(told(judge(made(brokers), on(brokers, { isRedpanda: true }))), [], `${brokers} of Redpanda`);
  }
});

test('every address that does not answer is told: a problem where none does, else a warning', () => {
  const refused = (...refusals: (string | null)[]) =>
    statesOf(judgeAddresses(new Map(refusals.map((refusal, n) => [`b${n}:9092`, refusal]))));
  assert.deepEqual(refused(null, null), ['ok', 'ok']);
  assert.deepEqual(refused(null, 'refused'), ['ok', 'warning']);
  assert.deepEqual(refused('refused', 'refused'), ['problem', 'problem']);
});

test('a broker that the cluster has and nobody reaches, or that is too old or too new for us, is a problem', () => {
  assert.deepEqual(told(judgeBrokers(cluster)), []);
  assert.match(judgeBrokers(cluster)[0]?.detail ?? '', /cluster c, 1 broker: 1 at a:9092; controller 1/);
  const gone = { ...broker, nodeId: 2, address: 'b:9092', versions: null, reason: 'refused' };
  const old = { ...broker, nodeId: 3, versions: { ...versions, 1: { minVersion: 0, maxVersion: 10 } } };
  const recent = { ...broker, nodeId: 4, versions: { ...versions, 3: { minVersion: 7, maxVersion: 13 } } };
  const without = { ...broker, nodeId: 5, versions: { ...versions, 22: undefined } };
  const found = judgeBrokers({ ...cluster, brokers: [broker, gone, old, recent, without] });
  assert.deepEqual(statesOf(found), ['ok', 'ok', 'problem', 'problem', 'problem', 'problem']);
  assert.match(found[2]?.detail ?? '', /b:9092.*refused/);
  assert.match(found[3]?.detail ?? '', /does not take Fetch /);
  assert.match(found[4]?.detail ?? '', /does not take Metadata /);
  assert.match(found[5]?.detail ?? '', /does not take InitProducerId /);
  assert.deepEqual(statesOf(judgeBrokers({ ...cluster, controller: null })), ['warning', 'ok']);
});

test('Redpanda is known by its cluster id or by a setting of its own', () => {
  assert.equal(isRedpanda(cluster), false);
  assert.equal(isRedpanda({ ...cluster, clusterId: 'redpanda.560e2403' }), true);
  assert.equal(isRedpanda({ ...cluster, topics: new Map([['events', made(1, { 'write.caching': 'false' })]]) }), true);
});

test('a topic that is not there is a warning, as is another number of partitions', () => {
  assert.deepEqual(statesOf(judge(null)), ['warning']);
  const expectation = { ...on(1), expected: { ...topics.events, partitions: 8 } };
  assert.deepEqual(told(judge(made(1), expectation)), [
    'warning topic events: 4 partitions, and 8 are configured: a topic keeps those it was made with',
  ]);
});

test('partitions without a leader and too few replicas in sync are problems, others that lag warnings', () => {
  const changed = made(3);
  const [first, second, third] = changed.partitions;
  Object.assign(first!, { leader: null, inSync: [] });
  Object.assign(second!, { inSync: [1] });
  Object.assign(third!, { inSync: [1, 2] });
  assert.deepEqual(told(judge(changed, on(3))), [
    'problem replicas events: partition 0 without a leader: nothing is appended there and nothing read',
    'problem replicas events: partition 1 with fewer replicas in sync than the 2 that an append needs: events are refused',
    'warning replicas events: partition 2 with 1 of 3 replicas not in sync',
  ]);
});

test('one copy on several brokers is a warning; a majority that there is not is a problem, and less than one a warning', () => {
  assert.deepEqual(told(judge(made(1), on(3))), [
    'warning replicas events: one copy, on a cluster of 3 brokers: the loss of one of them is the loss of what it has',
  ]);
  assert.match(
    told(judge(made(1, { 'min.insync.replicas': '2' }))).join(),
    /^problem replicas .*every append is refused$/,
  );
  assert.match(
    told(judge(made(3, { 'min.insync.replicas': '1' }), on(3))).join(),
    /^warning durability events: an append counts with 1 of 3 replicas/,
  );
});

test('whatever may take back what was acknowledged is a problem', () => {
  const problems = (found: TopicDescription, expectation = on(1)) =>
    judge(found, expectation).filter(({ state, check }) => state === 'problem' && check === 'durability events').length;
  assert.equal(problems(made(1, { 'flush.messages': '9223372036854775807' })), 1);
  assert.equal(problems(made(1, { 'flush.messages': null })), 1);
  assert.equal(
    problems(made(1, { 'flush.messages': null }), on(1, { isRedpanda: true })),
    0,
    'Redpanda syncs by itself',
  );
  assert.equal(problems(made(3), on(3)), 0, 'replicas stand in for the disk');
  assert.equal(problems(made(3, { 'unclean.leader.election.enable': 'true' }), on(3)), 1);
  assert.equal(problems(made(3, { 'unclean.leader.election.enable': 'false' }), on(3)), 0);
  for (const value of ['true', 'on', 'enabled'])
    assert.equal(problems(made(1, { 'write.caching': value }), on(1, { isRedpanda: true })), 1, value);
  for (const value of ['false', 'off', 'disabled'])
    assert.equal(problems(made(1, { 'write.caching': value }), on(1, { isRedpanda: true })), 0, value);
});

test('a topic that is kept otherwise than configured is told: where records may be lost, as a problem', () => {
  const settings = (changed: Record<string, string>) => told(judge(made(1, changed)));
  assert.deepEqual(settings({ 'retention.ms': '3600000' }), [
    'warning settings events: kept for 1 h, and 168 h is configured: a topic keeps its own',
  ]);
  assert.match(settings({ 'cleanup.policy': 'compact,delete' }).join(), /^problem settings events: cleanup.policy/);
  assert.match(settings({ 'max.message.bytes': '1000000' }).join(), /^problem settings events: max.message.bytes/);
  assert.deepEqual(settings({ 'max.message.bytes': '1048588' }), []);
  assert.match(
    settings({ 'message.timestamp.type': 'CreateTime' }).join(),
    /^warning settings events: message.timestamp/,
  );
  const catalog = judgeTopic('catalog', made(1), { ...on(1), expected: { ...topics.catalog, partitions: 4 } });
  assert.match(told(catalog).join(), /^problem settings catalog: kept for 168 h, and it must be for ever/);
});

test('a registry is fine with our ids and with its own, and lacks schemas until a process has started', () => {
  const entries = registeredSchemas.map((schema) => ({ schema, id: schema.id as number | null }));
  assert.match(judgeRegistry(entries).detail, /under our ids: 1, 2, /);
  const others = judgeRegistry(entries.map(({ schema }) => ({ schema, id: schema.id + 100 })));
  assert.equal(others.state, 'ok');
  assert.match(others.detail, /ids of its own.*: 101 for our 1, /);
  const lacking = judgeRegistry(entries.map((entry, n) => (n === 0 ? { ...entry, id: null } : entry)));
  assert.equal(lacking.state, 'warning');
});

test('a Redis that is too old or takes no writes is a problem, one whose memory is not bounded well a warning', () => {
  const redis = (changed: Record<string, string>) =>
    told(
      judgeRedis(
        new Map(
          Object.entries({
            redis_version: '7.2.4',
            role: 'master',
            maxmemory: '268435456',
            maxmemory_policy: 'allkeys-lru',
            ...changed,
          }),
        ),
      ),
    );
  assert.deepEqual(redis({}), []);
  assert.deepEqual(redis({ redis_version: '5.0.14' }), ['problem redis: 5.0.14 is too old']);
  assert.match(redis({ role: 'slave' }).join(), /^problem redis role/);
  assert.match(redis({ maxmemory: '0' }).join(), /^warning redis memory: without a limit/);
  assert.match(redis({ maxmemory_policy: 'noeviction' }).join(), /^warning redis memory: 256 MiB, noeviction/);
});
