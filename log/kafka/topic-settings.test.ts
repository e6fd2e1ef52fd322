import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topics } from '../topics.ts';
import { newTopic } from './topic-settings.ts';

const settingsOf = (request: ReturnType<typeof newTopic>) =>
  Object.fromEntries(request.configEntries.map(({ name, value }) => [name, value]));

test('a topic is made as log/topics.ts has it', () => {
  const events = newTopic('shop.events', topics.events, 3);
  assert.deepEqual([events.topic, events.numPartitions], ['shop.events', 4]);
  assert.equal(settingsOf(events)['retention.ms'], String(7 * 86_400_000));
  assert.equal(settingsOf(events)['cleanup.policy'], 'delete');
  const catalog = settingsOf(newTopic('shop.catalog', topics.catalog, 3));
  assert.equal(catalog['retention.ms'], '-1');
  assert.equal(catalog['cleanup.policy'], 'compact');
});

test('an append counts once a majority of the replicas has it; a lone broker must have it on its disk', () => {
  const of = (brokers: number, replicationFactor?: number) => {
    const request = newTopic('events', topics.events, brokers, replicationFactor);
    const settings = settingsOf(request);
    return [request.replicationFactor, settings['min.insync.replicas'], settings['flush.messages']];
  };
  assert.deepEqual(of(1), [1, '1', '1']);
  assert.deepEqual(of(2), [2, '2', undefined]);
  assert.deepEqual(of(5), [3, '2', undefined]);
  assert.deepEqual(of(7, 5), [5, '3', undefined]);
});
