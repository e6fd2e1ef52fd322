import { createHash } from 'node:crypto';
import type { EventLog } from '#log/event-log.ts';

/** How many records a log has, and a SHA-256 over topic, partition, offset, time, key and value of each. `see` is shown each value. */
export async function digestOfLog(
  log: Pick<EventLog, 'describe' | 'read'>,
  see: (topic: string, value: Buffer | null) => void = () => {},
): Promise<{ records: number; digest: string }> {
  const digest = createHash('sha256');
  let count = 0;
  for (const topic of ['events', 'catalog'])
    for (const { partition, low, high } of (await log.describe(topic)).partitions)
      for (let at = low; at < high; ) {
        const { records } = await log.read(topic, partition, at);
        for (const { offset, timestampMs, key, value } of records) {
          digest.update(
            JSON.stringify([topic, partition, Number(offset), timestampMs, key, value?.toString('hex') ?? null]),
          );
          see(topic, value);
        }
        count += records.length;
        at = (records.at(-1)?.offset ?? high) + 1n;
      }
  return { records: count, digest: digest.digest('hex') };
}
