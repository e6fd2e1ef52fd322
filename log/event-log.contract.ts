import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventLog, LogRecord, RecordBatch } from './event-log.ts';
import { partitionFor } from './partition.ts';

/** The promises that every adapter of the log must keep. `openLog` gives an empty log of the product's topics; `waitFor` waits for a condition. */
export function keepsTheLogContract(
  name: string,
  openLog: () => Promise<EventLog>,
  waitFor: (isTrue: () => Promise<boolean>) => Promise<void>,
): void {
  const records = (keys: readonly string[]) => keys.map((key) => ({ key, value: Buffer.from(`value of ${key}`) }));
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `1:shopper-${n}`);
  const withLog = async (work: (log: EventLog) => Promise<void>) => {
    const log = await openLog();
    try {
      await work(log);
    } finally {
      await log.close();
    }
  };
  const readAll = async (log: EventLog, partition: number): Promise<LogRecord[]> => {
    const state = (await log.describe('events')).partitions[partition];
    const found: LogRecord[] = [];
    for (let at = state?.low ?? 0n; at < (state?.high ?? 0n); ) {
      const batch = await log.read('events', partition, at, { maxRecords: 3 });
      found.push(...batch.records);
      at = (batch.records.at(-1)?.offset ?? at) + 1n;
    }
    return found;
  };

  test(`${name}: an append answers a position for each record, where it can be read from then on`, () =>
    withLog(async (log) => {
      const sent = records(keys(40));
      const appended = await log.append('events', sent);
      for (const [i, { partition, offset }] of appended.entries()) {
        assert.equal(partition, partitionFor(sent[i]?.key ?? '', 4));
        const { records: found } = await log.read('events', partition, offset, { maxRecords: 1 });
        assert.deepEqual(
          [found[0]?.offset, found[0]?.key, String(found[0]?.value)],
          [offset, sent[i]?.key, `value of ${sent[i]?.key}`],
        );
      }
    }));

  test(`${name}: offsets of a partition rise by one, in the order of the appends`, () =>
    withLog(async (log) => {
      await Promise.all(
        Array.from({ length: 30 }, (_, n) => log.append('events', [{ key: 'same', value: Buffer.from(String(n)) }])),
      );
      const found = await readAll(log, partitionFor('same', 4));
      assert.deepEqual(
        found.map(({ offset }) => offset),
        Array.from({ length: 30 }, (_, n) => BigInt(n)),
      );
      assert.deepEqual(
        found.map(({ value }) => Number(String(value))),
        Array.from({ length: 30 }, (_, n) => n),
      );
    }));

  test(`${name}: tombstones, empty values and keys of any script are kept as they are`, () =>
    withLog(async (log) => {
      const sent = [
        { key: '🛒 ключ', value: null, partition: 2 },
        { key: '', value: Buffer.alloc(0), partition: 2 },
      ];
      await log.append('events', sent);
      const found = await readAll(log, 2);
      assert.deepEqual(
        found.map(({ key, value }) => ({ key, value })),
        [
          { key: '🛒 ключ', value: null },
          { key: '', value: Buffer.alloc(0) },
        ],
      );
    }));

  test(`${name}: watermarks begin at 0 and end behind the last record; beyond them is out of range`, () =>
    withLog(async (log) => {
      await log.append('events', [{ key: 'k', value: Buffer.from('v'), partition: 1 }]);
      const { partitions } = await log.describe('events');
      assert.deepEqual(
        partitions.map(({ low, high }) => [low, high]),
        [
          [0n, 0n],
          [0n, 1n],
          [0n, 0n],
          [0n, 0n],
        ],
      );
      assert.deepEqual((await log.read('events', 1, 1n)).records, []);
      await assert.rejects(log.read('events', 1, 2n), { code: 'out_of_range' });
    }));

  test(`${name}: a tail gives every record of every partition once, those that come later too`, () =>
    withLog(async (log) => {
      await log.append('events', records(keys(20)));
      const seen: string[] = [];
      const tail = await log.tail(
        'events',
        new Map(),
        async (batch) => void seen.push(...batch.records.map(({ key }) => key)),
      );
      await log.append('events', records(keys(40).slice(20)));
      await waitFor(async () => seen.length >= 40);
      await tail.close();
      assert.deepEqual(seen.sort(), keys(40).sort());
    }));

  test(`${name}: a group starts where its owner says, and one member at a time has a partition`, () =>
    withLog(async (log) => {
      await log.append('events', records(keys(40)));
      const owners = new Map<number, string>();
      const seen: bigint[] = [];
      const joined: string[] = [];
      const handlers = (who: string) => ({
        onJoined: () => void joined.push(`${who} with ${[...owners.values()].filter((owner) => owner === who).length}`),
        onAssigned: async (_topic: string, _logId: string, partitions: readonly number[]) => {
          for (const partition of partitions) {
            assert.equal(owners.has(partition), false, 'a partition has two owners');
            owners.set(partition, who);
          }
          return new Map(partitions.map((partition) => [partition, 1n]));
        },
        onBatch: async (batch: RecordBatch) => void seen.push(...batch.records.map(({ offset }) => offset)),
        onRevoked: async (_topic: string, partitions: readonly number[]) => {
          for (const partition of partitions) owners.delete(partition);
        },
      });
      const first = await log.joinGroup('g', ['events'], handlers('first'));
      await waitFor(async () => seen.length >= 36);
      assert.deepEqual(joined, ['first with 4'], 'it is told that it has joined once it has its share');
      const second = await log.joinGroup('g', ['events'], handlers('second'));
      assert.ok(!seen.includes(0n), 'the first offset is the one that the owner said');
      await first.close();
      await waitFor(async () => [...owners.values()].includes('second'));
      await second.close();
    }));

  test(`${name}: a handler that throws ends the membership and is told`, () =>
    withLog(async (log) => {
      await log.append('events', records(['k']));
      let lost: unknown = null;
      const tail = await log.tail('events', new Map(), () => Promise.reject(new Error('handler')), {
        onLost: (error) => {
          lost = error;
        },
      });
      await waitFor(async () => lost !== null);
      assert.match(String(lost), /handler/);
      await tail.close();
    }));

  test(`${name}: nothing can be appended to a closed log`, async () => {
    const log = await openLog();
    await log.close();
    await assert.rejects(log.append('events', records(['k'])), { name: 'LogError' });
  });
}
