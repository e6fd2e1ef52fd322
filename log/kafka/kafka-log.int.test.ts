import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { missingForBroker, openTestBroker } from '#testing/kafka-broker.ts';
import { waitFor } from '#testing/product.ts';
import { keepsTheLogContract } from '../event-log.contract.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const missing = missingForBroker();
if (missing !== null) {
  test('kafka log', { skip: missing }, () => {});
} else {
  let broker: Awaited<ReturnType<typeof openTestBroker>>;
  before(async () => {
    broker = await openTestBroker();
  });
  after(() => broker.stop());

  keepsTheLogContract(
    'kafka log',
    () => openKafkaLog({ brokers: broker.brokers, clientId: 'test', topicPrefix: `${randomUUID()}.` }),
    (isTrue) => waitFor(isTrue, () => 'the log did what was waited for'),
  );
}
