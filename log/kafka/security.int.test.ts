import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canKillBroker, missingForBroker, startSecuredBroker } from '#testing/kafka-broker.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const skip = missingForBroker() ?? (canKillBroker() ? false : 'needs a broker of its own to secure: Java and Maven');

test('a broker that wants TLS and a password takes whoever has both, and nobody else', { skip }, async () => {
  const user = { username: 'shop', password: 'open-sesame' };
  const broker = await startSecuredBroker(user);
  try {
    const at = { brokers: broker.brokers, clientId: 'secured', tls: { ca: [broker.ca] } };
    const log = await openKafkaLog({ ...at, sasl: { mechanism: 'plain', ...user } });
    const [position] = await log.append('events', [{ key: 'k', value: Buffer.from('v') }]);
    assert.equal((await log.read('events', position!.partition, position!.offset)).records[0]?.key, 'k');
    const seen = Promise.withResolvers<string>();
    const group = await log.joinGroup('g', ['events'], {
      onAssigned: async (_topic, _logId, partitions) => new Map(partitions.map((partition) => [partition, 0n])),
      onBatch: async ({ records }) => seen.resolve(records[0]?.key ?? ''),
      onRevoked: async () => {},
    });
    assert.equal(await seen.promise, 'k');
    await group.close();
    await log.close();

    const wrong = { mechanism: 'plain' as const, ...user, password: 'open-barley' };
    await assert.rejects(openKafkaLog({ ...at, sasl: wrong }), {
      code: 'unavailable',
      message: /Authentication failed/,
    });
    const trusting = { brokers: broker.brokers, clientId: 'untrusting', tls: true };
    await assert.rejects(openKafkaLog({ ...trusting, sasl: { mechanism: 'plain', ...user } }), {
      code: 'unavailable',
      message: /self-signed certificate/,
    });
  } finally {
    await broker.stop();
  }
});
