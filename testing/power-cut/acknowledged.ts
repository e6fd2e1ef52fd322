import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';

/** A record that `append-on.ts` was told is durable: `value <number>` at this position. */
export type Acknowledged = { number: number; partition: number; offset: bigint };

/** Reads what `append-on.ts` has printed until it was killed; a last line without an end was not acknowledged. */
export function readAcknowledged(printed: string): Acknowledged[] {
  const lines = printed.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [number, partition, offset] = line.split(' ');
    return { number: Number(number), partition: Number(partition), offset: BigInt(offset ?? 0) };
  });
}

/** Returns the acknowledged records that are not at their positions any more. Opening the log also checks every frame. */
export async function lostOf(dir: string, acknowledged: readonly Acknowledged[]): Promise<number[]> {
  const log = await openEmbeddedLog({ dir, role: 'writer' });
  try {
    const found = new Map<string, string>();
    const { partitions } = await log.describe('events');
    for (const { partition, low, high } of partitions) {
      for (let at = low; at < high; ) {
        const { records } = await log.read('events', partition, at);
        for (const record of records) found.set(`${partition} ${record.offset}`, String(record.value));
        at = (records.at(-1)?.offset ?? high) + 1n;
      }
    }
    return acknowledged
      .filter(({ number, partition, offset }) => found.get(`${partition} ${offset}`) !== `value ${number}`)
      .map(({ number }) => number);
  } finally {
    await log.close();
  }
}
