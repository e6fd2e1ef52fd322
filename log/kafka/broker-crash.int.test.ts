import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canKillBroker, missingForBroker, startTestBroker, type TestBroker } from '#testing/kafka-broker.ts';
import { waitFor } from '#testing/product.ts';
import type { EventLog } from '../event-log.ts';
import { type KafkaLogOptions, openKafkaLog } from './open-kafka-log.ts';

const skip = missingForBroker() ?? (canKillBroker() ? false : 'needs a broker of its own to kill: Java and Maven');

/** Reads every record of the log, as partition/offset and key. */
async function readAll(log: EventLog): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { partition, low, high } of (await log.describe('events')).partitions) {
    for (let at = low; at < high; ) {
      const { records } = await log.read('events', partition, at);
      for (const { offset, key } of records) found.set(`${partition}/${offset}`, key);
      at = (records.at(-1)?.offset ?? high) + 1n;
    }
  }
  return found;
}

/** A log on a broker of its own. Both end with the test, also when it fails: a log that stays open keeps its process, and what failed is told when that ends. */
async function onBroker(
  options: Omit<KafkaLogOptions, 'brokers'>,
  run: (log: EventLog, broker: TestBroker) => Promise<void>,
): Promise<void> {
  const broker = await startTestBroker();
  try {
    const log = await openKafkaLog({ brokers: broker.brokers, ...options });
    await run(log, broker).finally(() => log.close());
  } finally {
    await broker.stop();
  }
}

test('a broker that is killed and comes back loses nothing acknowledged and repeats nothing', { skip }, async () => {
  // Longer than the broker is away, so that what was under way when it died is sent again.
  const patient = { clientId: 'crash', appendTimeoutMs: 60_000, sessionTimeoutMs: 60_000 };
  await onBroker(patient, async (log, broker) => {
    const acknowledged = new Map<string, string>();
    let isWriting = true;
    const failures: unknown[] = [];
    const write = async (writer: number) => {
      for (let n = 0; isWriting; n++) {
        const keys = [0, 1, 2].map((part) => `${writer}:${n}.${part}`);
        const appended = await log.append(
          'events',
          keys.map((key) => ({ key, value: Buffer.from(key) })),
        );
        for (const [index, { partition, offset }] of appended.entries())
          acknowledged.set(`${partition}/${offset}`, keys[index]!);
      }
    };
    const writers = Array.from({ length: 20 }, (_, writer) => write(writer).catch((error) => failures.push(error)));
    const tailed: string[] = [];
    const handled: string[] = [];
    /** Behind what was handled: a member that joins anew, since the broker was away, goes on from there. */
    const positions = new Map<number, bigint>();
    await log.tail('events', new Map(), async (batch) => void tailed.push(...batch.records.map((r) => r.key)), {
      onLost: (error) => failures.push(error),
    });
    await log.joinGroup(
      'g',
      ['events'],
      {
        onAssigned: async (_topic, _logId, partitions) =>
          new Map(partitions.map((partition) => [partition, positions.get(partition) ?? 0n])),
        onBatch: async ({ partition, records }) => {
          handled.push(...records.map(({ key }) => key));
          positions.set(partition, (records.at(-1)?.offset ?? -1n) + 1n);
        },
        onRevoked: async () => {},
      },
      { onLost: (error) => failures.push(error) },
    );
    const more = async (count: number) => {
      const goal = acknowledged.size + count;
      await waitFor(
        async () => acknowledged.size >= goal,
        () => `${goal} records, not ${acknowledged.size}`,
        60_000,
      );
    };
    await more(1_000);
    await broker.kill();
    await broker.restart();
    await more(1_000);
    isWriting = false;
    await Promise.all(writers);
    assert.deepEqual(failures, []);

    const found = await readAll(log);
    for (const [position, key] of acknowledged) assert.equal(found.get(position), key);
    // No append was given up, so each key is there once: what was sent twice was kept once.
    assert.equal(found.size, acknowledged.size);
    const keys = [...found.values()].sort();
    assert.equal(new Set(keys).size, keys.length);
    await waitFor(
      async () => tailed.length >= keys.length && handled.length >= keys.length,
      () => `${keys.length} records read, not ${tailed.length} and ${handled.length}`,
    );
    assert.deepEqual(tailed.sort(), keys);
    assert.deepEqual(handled.sort(), keys);
  });
});

test('a request whose answer did not come is sent again and kept once', { skip }, async () => {
  const patient = { clientId: 'again', requestTimeoutMs: 300, appendTimeoutMs: 60_000 };
  await onBroker(patient, async (log, broker) => {
    const append = (key: string) => log.append('events', [{ key, value: null, partition: 0 }]);
    await append('before');
    const pid = broker.pid ?? assert.fail('a broker that runs has a pid');
    process.kill(pid, 'SIGSTOP');
    const began = performance.now();
    const appending = append('once');
    // The socket of the frozen broker takes all of the requests, and the broker finds them when it goes on.
    await waitFor(
      async () => performance.now() - began > 3_000,
      () => 'several requests',
    );
    process.kill(pid, 'SIGCONT');
    assert.deepEqual(await appending, [{ partition: 0, offset: 1n }]);
    assert.deepEqual(await append('after'), [{ partition: 0, offset: 2n }]);
    assert.deepEqual([...(await readAll(log)).values()], ['before', 'once', 'after']);
  });
});

test('while the broker is frozen or away an append is refused before it comes back, and one after its return is kept', {
  skip,
}, async () => {
  await onBroker({ clientId: 'away', appendTimeoutMs: 1_000 }, async (log, broker) => {
    const append = (key: string) => log.append('events', [{ key, value: null, partition: 0 }]);
    await append('before');
    // Frozen: its connections stay open, and nothing comes over them.
    const pid = broker.pid ?? assert.fail('a broker that runs has a pid');
    process.kill(pid, 'SIGSTOP');
    await assert.rejects(append('frozen'), { code: 'unavailable', retryable: true });
    process.kill(pid, 'SIGCONT');
    await waitFor(
      async () => (await append('thawed')).length === 1,
      () => 'an append',
    );
    await broker.kill();
    await assert.rejects(append('meanwhile'), { code: 'unavailable', retryable: true });
    await broker.restart();
    await waitFor(
      async () => (await append('after')).length === 1,
      () => 'an append',
    );
    const keys = [...(await readAll(log)).values()];
    assert.equal(keys[0], 'before');
    assert.ok(keys.includes('after'));
  });
});
