import { join } from 'node:path';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import type { Product } from './product.ts';

/** Opens the log of a product beside it. To open the embedded log as `writer`, stop the product first. */
export function openProductLog({ env, dataDir }: Product, role: 'reader' | 'writer'): Promise<EventLog> {
  const brokers = env.KAFKA_BROKERS;
  if (brokers === undefined) return openEmbeddedLog({ dir: join(dataDir, 'log'), role });
  return openKafkaLog({ brokers: brokers.split(','), clientId: 'test', topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '' });
}
