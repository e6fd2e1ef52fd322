import { Kafka, logLevel } from 'kafkajs';

type Admin = ReturnType<Kafka['admin']>;

/** Changes a cluster as an operator would with other tools, without the log's knowledge. */
export async function administer(brokers: string[], work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
