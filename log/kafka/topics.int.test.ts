import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { administer } from '#testing/kafka-admin.ts';
import { missingForBroker, openTestBroker } from '#testing/kafka-broker.ts';
import { waitFor } from '#testing/product.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const skip = missingForBroker() ?? false;
let broker: Awaited<ReturnType<typeof openTestBroker>>;
before(async () => {
  if (skip === false) broker = await openTestBroker();
});
after(() => broker?.stop());

const open = (topicPrefix: string) => openKafkaLog({ brokers: broker.brokers, clientId: 'topics', topicPrefix });

test('the log keeps its id and its records when it is opened again, by several at once too', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  const logs = await Promise.all([open(prefix), open(prefix), open(prefix)]);
  const ids = new Set((await Promise.all(logs.map((log) => log.describe('events')))).map(({ logId }) => logId));
  assert.equal(ids.size, 1);
  const [at] = await logs[0]!.append('events', [{ key: 'k', value: Buffer.from('v') }]);
  await Promise.all(logs.map((log) => log.close()));
  const again = await open(prefix);
  assert.deepEqual(new Set([(await again.describe('events')).logId]), ids);
  assert.equal((await again.read('events', at!.partition, at!.offset)).records[0]?.key, 'k');
  const other = await open(`${randomUUID()}.`);
  assert.ok(!ids.has((await other.describe('events')).logId));
  await Promise.all([again.close(), other.close()]);
});

test('a topic that was deleted and made again is another log, and who reads it is told', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  const log = await open(prefix);
  const before = await log.describe('events');
  await log.append('events', [{ key: 'k', value: Buffer.from('v'), partition: 0 }]);
  const lost: unknown[] = [];
  const seen: string[] = [];
  // The tail begins at 0. The new topic has this offset too, so nothing but its id tells that it is another.
  const tail = await log.tail(
    'events',
    new Map(),
    async ({ records }) => void seen.push(...records.map(({ key }) => key)),
    {
      onLost: (error) => lost.push(error),
    },
  );
  await waitFor(
    async () => seen.length === 1,
    () => 'the record was seen',
  );
  await administer(broker.brokers, (admin) => admin.deleteTopics({ topics: [`${prefix}events`] }));
  const second = await open(prefix);
  assert.notEqual((await second.describe('events')).logId, before.logId);
  await second.append(
    'events',
    [0, 0, 0].map((partition) => ({ key: 'new', value: null, partition })),
  );
  await waitFor(
    async () => lost.length > 0,
    () => 'the tail was told',
  );
  assert.match(String(lost[0]), /is another log now|not in partition/);
  const [at] = await log.append('events', [{ key: 'k', value: null, partition: 0 }]);
  assert.equal(at?.offset, 3n, 'who appends goes on, in the new log');
  await tail.close();
  await Promise.all([log.close(), second.close()]);
});

test('a topic with more partitions is another log', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  const log = await open(prefix);
  const before = await log.describe('events');
  await administer(broker.brokers, (admin) =>
    admin.createPartitions({ topicPartitions: [{ topic: `${prefix}events`, count: 6 }] }),
  );
  await waitFor(
    async () => (await log.describe('events')).partitions.length === 6,
    () => 'six partitions',
  );
  assert.notEqual((await log.describe('events')).logId, before.logId);
  await log.close();
});

test('a topic that carries no log id is refused with what to do', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  await administer(broker.brokers, (admin) =>
    admin.createTopics({ topics: [{ topic: `${prefix}events`, numPartitions: 4 }] }),
  );
  await assert.rejects(open(prefix), { code: 'corrupt', message: /carries no log id.*retention\.bytes/ });
});

test('topics have the settings of log/topics.ts on the broker', { skip }, async () => {
  const prefix = `${randomUUID()}.`;
  await (await open(prefix)).close();
  const settings: Record<string, string> = {};
  await administer(broker.brokers, async (admin) => {
    const resources = ['events', 'catalog'].map((topic) => ({ type: 2, name: prefix + topic }));
    const found = await admin.describeConfigs({ resources, includeSynonyms: false });
    for (const { resourceName, configEntries } of found.resources)
      for (const { configName, configValue } of configEntries)
        settings[`${resourceName.slice(prefix.length)} ${configName}`] = configValue;
  });
  assert.equal(settings['events retention.ms'], String(7 * 86_400_000));
  assert.equal(settings['events cleanup.policy'], 'delete');
  assert.equal(settings['catalog cleanup.policy'], 'compact');
  assert.equal(settings['catalog retention.ms'], '-1');
  assert.equal(settings['events message.timestamp.type'], 'LogAppendTime');
});

test('a record that is too large is refused alone, and one that just fits is kept', { skip }, async () => {
  const log = await open(`${randomUUID()}.`);
  const record = (sizeBytes: number) => ({ key: 'k', value: Buffer.alloc(sizeBytes, 7), partition: 0 });
  const [large, fitting, small] = await Promise.allSettled([
    log.append('events', [record(2 << 20)]),
    log.append('events', [record(1_000_000)]),
    log.append('events', [record(10)]),
  ]);
  assert.equal(large.status === 'rejected' && large.reason.code, 'record_too_large');
  assert.equal(fitting.status, 'fulfilled');
  assert.equal(small.status, 'fulfilled');
  assert.equal((await log.describe('events')).partitions[0]?.high, 2n);
  assert.equal((await log.read('events', 0, 0n)).records[0]?.value?.length, 1_000_000);
  await log.close();
});

test('an append of more than a batch goes in several, in its order', { skip }, async () => {
  const log = await open(`${randomUUID()}.`);
  const sent = Array.from({ length: 40 }, (_, n) => ({ key: `k${n}`, value: Buffer.alloc(100_000, n), partition: 2 }));
  const appended = await log.append('events', sent);
  assert.deepEqual(
    appended.map(({ offset }) => offset),
    sent.map((_, n) => BigInt(n)),
  );
  const found: string[] = [];
  const tail = await log.tail(
    'events',
    new Map(),
    async (batch) => void found.push(...batch.records.map(({ key }) => key)),
  );
  await waitFor(
    async () => found.length === 40,
    () => `40 records, not ${found.length}`,
  );
  assert.deepEqual(
    found,
    sent.map(({ key }) => key),
  );
  await tail.close();
  await log.close();
});

test('an idle log leaves the event loop alone', { skip }, async () => {
  const log = await open(`${randomUUID()}.`);
  const tail = await log.tail('events', new Map(), async () => {});
  let timers = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'Timeout') timers += 1;
    },
  }).enable();
  const began = performance.now();
  await waitFor(
    async () => performance.now() - began > 1_000,
    () => 'a second',
  );
  hook.disable();
  const perSecond = (1_000 * timers) / (performance.now() - began);
  // 40 of them are those of `waitFor`. kafkajs as it comes would set one each millisecond and connection (tulios/kafkajs#1768).
  assert.ok(perSecond < 150, `${perSecond} timers in a second`);
  await tail.close();
  await log.close();
});

test('brokers that are not there are told of', async () => {
  await assert.rejects(openKafkaLog({ brokers: ['127.0.0.1:1'], clientId: 'nobody' }), { code: 'unavailable' });
});
