import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import type { NewRecord } from '#log/event-log.ts';
import { type Product, waitFor } from '#testing/product.ts';
import { openProductLog } from '#testing/product-log.ts';

/** Puts a log back to an earlier state, without the product's knowledge. */
export type LogBackup = { restore(): Promise<void> };

/** Backs up the log of a product that is stopped. */
export async function backUpLog(product: Product): Promise<LogBackup> {
  if (product.env.KAFKA_BROKERS !== undefined) return backUpTopic(product);
  const log = join(product.dataDir, 'log');
  const backup = join(product.dataDir, 'log-backup');
  cpSync(log, backup, { recursive: true });
  return {
    async restore() {
      rmSync(log, { recursive: true });
      cpSync(backup, log, { recursive: true });
    },
  };
}

/** Removes the log of a product that is stopped: the next start makes a new one. */
export async function removeLog(product: Product): Promise<void> {
  if (product.env.KAFKA_BROKERS === undefined) {
    rmSync(join(product.dataDir, 'log'), { recursive: true });
    return;
  }
  const prefix = product.env.KAFKA_TOPIC_PREFIX ?? '';
  await withAdmin(product, (admin) => deleteTopics(admin, [`${prefix}events`, `${prefix}catalog`]));
}

/** The records and settings of topic `events`, so that it can be made again with the same id: an older copy, as after a disaster. */
async function backUpTopic(product: Product): Promise<LogBackup> {
  const name = `${product.env.KAFKA_TOPIC_PREFIX ?? ''}events`;
  const log = await openProductLog(product, 'reader');
  const kept: NewRecord[] = [];
  const { partitions } = await log.describe('events');
  for (const { partition, low, high } of partitions)
    for (let at = low; at < high; ) {
      const { records } = await log.read('events', partition, at);
      for (const { key, value, offset } of records) {
        kept.push({ key, value, partition });
        at = offset + 1n;
      }
    }
  await log.close();
  return {
    restore: () =>
      withAdmin(product, async (admin) => {
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }],
        });
        const configEntries = (resources[0]?.configEntries ?? [])
          .filter(({ isDefault }) => !isDefault)
          .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
        await deleteTopics(admin, [name]);
        await admin.createTopics({ topics: [{ topic: name, numPartitions: partitions.length, configEntries }] });
        const again = await openProductLog(product, 'writer');
        await again.append('events', kept);
        await again.close();
      }),
  };
}

async function withAdmin(product: Product, work: (admin: Admin) => Promise<void>): Promise<void> {
  const brokers = product.env.KAFKA_BROKERS?.split(',') ?? [];
  const admin = new kafkajs.Kafka({ clientId: 'test', brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function deleteTopics(admin: Admin, topics: string[]): Promise<void> {
  await admin.deleteTopics({ topics });
  await waitFor(
    async () => !(await admin.listTopics()).some((topic) => topics.includes(topic)),
    () => `${topics} deleted`,
  );
}
