import { Kafka, logLevel } from 'kafkajs';

type Admin = ReturnType<Kafka['admin']>;

/** Does to a cluster what an operator does with tools of their own, behind the back of the log. */
export async function administer(brokers: string[], work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
