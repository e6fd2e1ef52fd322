import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRecord } from '#log/event-log.ts';
import { hashOf } from '#processors/run-partition.ts';
import { beginCopy, type CopyableLog } from './copy-topic.ts';

const recordAt = (offset: number, value: string | null = `value ${offset}`): LogRecord => ({
  offset: BigInt(offset),
  timestampMs: offset,
  key: `1:key-${offset}`,
  value: value === null ? null : Buffer.from(value),
});

/** A log in memory with one topic, of which a read returns three records at most. `low` and `high` are those of each partition. */
function memoryLog(partitions: { records: LogRecord[]; low?: bigint; high?: bigint }[]) {
  const ends = partitions.map(({ records, high }) => high ?? (records.at(-1)?.offset ?? -1n) + 1n);
  const log: CopyableLog = {
    describe: async () => ({
      logId: 'id',
      partitions: partitions.map(({ low = 0n }, partition) => ({ partition, low, high: ends[partition] ?? 0n })),
    }),
    read: async (_topic: string, partition: number, from: bigint, { maxRecords = 3 } = {}) => ({
      records: (partitions[partition]?.records ?? [])
        .filter(({ offset }) => offset >= from)
        .slice(0, Math.min(3, maxRecords)),
    }),
    append: async (_topic: string, records: { key: string; value: Buffer | null; partition: number }[]) =>
      records.map(({ key, value, partition }) => {
        const offset = ends[partition] ?? 0n;
        ends[partition] = offset + 1n;
        partitions[partition]?.records.push({ offset, timestampMs: 0, key, value });
        return { partition, offset };
      }),
  };
  return { partitions, log: log };
}

/** Partition 0 begins at 5 and has gaps, 1 has a tombstone, 2 lost everything to retention. */
const source = () =>
  memoryLog([
    { low: 5n, records: [5, 6, 9, 10, 11, 20].map((offset) => recordAt(offset)) },
    { records: [recordAt(0), recordAt(1, null), recordAt(2)] },
    { low: 7n, high: 7n, records: [] },
  ]);
const empty = () => memoryLog([{ records: [] }, { records: [] }, { records: [] }]);

async function copy(to: CopyableLog, marks: [number, bigint][] = []) {
  const { signal } = new AbortController();
  const from = source().log;
  const begun = await beginCopy({ from, to, topic: 't', marks: new Map(marks), onProgress: () => {}, signal });
  return begun.finish();
}

const contentOf = ({ partitions }: ReturnType<typeof memoryLog>) =>
  partitions.map(({ records }) => records.map(({ key, value }) => [key, value?.toString() ?? null]));

test('every record is copied into its partition, in order, and offsets begin at 0 without gaps', async () => {
  const target = empty();
  const { partitions } = await copy(target.log);
  assert.deepEqual(contentOf(target), contentOf(source()));
  assert.deepEqual(
    partitions.map(({ records }) => records),
    [6n, 3n, 0n],
  );
  assert.deepEqual(
    partitions.map(({ lastRecordHash }) => lastRecordHash),
    [hashOf(recordAt(20)), hashOf(recordAt(2)), null],
  );
});

test('a copy that was interrupted after any record goes on, and one that was whole is left alone', async () => {
  const whole = contentOf(source());
  for (let kept = 0; kept <= 6; kept += 1) {
    const target = empty();
    await copy(target.log);
    const cut = memoryLog(
      target.partitions.map(({ records }, partition) => ({
        records: partition === 0 ? records.slice(0, kept) : records,
      })),
    );
    await copy(cut.log);
    assert.deepEqual(contentOf(cut), whole);
  }
});

test('a position is the number of copied records before it; outside of the log it is none', async () => {
  const mapped = async (mark: bigint) => (await copy(empty().log, [[0, mark]])).partitions[0]?.mapped;
  for (const [mark, at] of [
    [5n, 0n],
    [6n, 1n],
    [7n, 2n],
    [9n, 2n],
    [10n, 3n],
    [15n, 5n],
    [21n, 6n],
    [4n, null],
    [22n, null],
  ] as const)
    assert.equal(await mapped(mark), at, `position ${mark}`);
  assert.equal((await copy(empty().log, [[2, 7n]])).partitions[2]?.mapped, 0n);
});

test('a topic with other records, more of them, or other partitions is refused, and nothing is appended to it', async () => {
  const others = [
    [recordAt(5, 'other')],
    [recordAt(6)],
    [recordAt(5), recordAt(9)],
    [recordAt(5, null)],
    [5, 6, 9, 10, 11, 20, 21].map((offset) => recordAt(offset)),
  ];
  for (const records of others) {
    const target = memoryLog([
      { records: records.map((record, offset) => ({ ...record, offset: BigInt(offset) })) },
      { records: [] },
      { records: [] },
    ]);
    await assert.rejects(copy(target.log), { code: 'move_refused' });
    assert.deepEqual(
      target.partitions.map((partition) => partition.records.length),
      [records.length, 0, 0],
    );
  }
  await assert.rejects(copy(memoryLog([{ records: [] }]).log), { code: 'move_refused' });
});

test('one who appends to the topic meanwhile is noticed', async () => {
  const target = empty();
  const { append } = target.log;
  let isFirst = true;
  const intruded: CopyableLog = {
    ...target.log,
    async append(topic, records) {
      const placed = await append(topic, records);
      if (isFirst && records[0]?.partition === 0) {
        isFirst = false;
        await append(topic, [{ key: '1:intruder', value: null, partition: 0 }]);
      }
      return placed;
    },
  };
  await assert.rejects(copy(intruded), { code: 'move_refused' });
});
