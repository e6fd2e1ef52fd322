import { join } from 'node:path';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import type { Product } from './product.ts';

/** The log of a product, behind its back. A `writer` of the embedded one needs the product to be stopped. */
export function openProductLog({ env, dataDir }: Product, role: 'reader' | 'writer'): Promise<EventLog> {
  const brokers = env.KAFKA_BROKERS;
  if (brokers === undefined) return openEmbeddedLog({ dir: join(dataDir, 'log'), role });
  return openKafkaLog({ brokers: brokers.split(','), clientId: 'test', topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '' });
}
