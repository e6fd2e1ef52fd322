import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { LogError } from '../event-log.ts';
import { segmentsBelow } from './copy-segments.ts';
import { openEmbeddedLog } from './open-embedded-log.ts';
import { readCopiedSegment } from './read-copied-segment.ts';

const topic = 'events';
const topics = { [topic]: { partitions: 2, retentionMs: null } };

async function withLog(work: (dir: string, append: (count: number) => Promise<void>) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-copy-'));
  const log = await openEmbeddedLog({ dir, role: 'writer', topics, segmentBytes: 2_000 });
  const append = async (count: number) => {
    for (let i = 0; i < count; i++)
      await log.append(
        topic,
        [0, 1].map((partition) => ({ key: `k${i}`, value: Buffer.alloc(100, i), partition })),
      );
  };
  try {
    await work(dir, append);
  } finally {
    await log.close();
    rmSync(dir, { recursive: true });
  }
}

/** Copies a log up to these ends, and returns the folder of the copy and the fingerprints of its segments. */
function copyAll(dir: string, ends: readonly number[], name: string): { to: string; fingerprints: string[] } {
  const to = join(dir, name);
  mkdirSync(join(to, topic), { recursive: true });
  const fingerprints: string[] = [];
  for (const segment of segmentsBelow(dir, topic, ends, { compacted: false })) {
    segment.copyTo(join(to, segment.name));
    fingerprints.push(segment.fingerprint);
  }
  return { to, fingerprints };
}

const rangesIn = (to: string) =>
  readdirSync(join(to, topic))
    .toSorted()
    .map((name) => [...readCopiedSegment(join(to, topic, name)).values()].map(({ start, end }) => [start, end]));

test('a copy ends at the positions it was asked for, although the log goes on, and says where it begins', async () => {
  await withLog(async (dir, append) => {
    await append(25);
    const ends = [25, 25];
    const before = copyAll(dir, ends, 'before');
    await append(25);
    const after = copyAll(dir, ends, 'after');
    const ranges = rangesIn(after.to);
    assert.deepEqual(
      ranges.at(-1)?.map(([, end]) => end),
      ends,
    );
    assert.deepEqual(
      ranges[0]?.map(([start]) => start),
      [0, 0],
    );
    assert.ok(ranges.length > 1, 'there are several segments');
    assert.deepEqual(after.fingerprints, before.fingerprints, 'what was copied before is known again');
    // Control: further ends give more.
    assert.notDeepEqual(copyAll(dir, [30, 30], 'further').fingerprints, before.fingerprints);
  });
});

test('a copy is a log that is written on at its end', async () => {
  await withLog(async (dir, append) => {
    await append(25);
    const { to } = copyAll(dir, [20, 20], 'copy');
    const copied = await openEmbeddedLog({ dir: to, role: 'writer', topics });
    try {
      const { partitions } = await copied.describe(topic);
      assert.deepEqual(
        partitions.map(({ low, high }) => [low, high]),
        [
          [0n, 20n],
          [0n, 20n],
        ],
      );
      const [first] = await copied.append(topic, [{ key: 'next', value: null, partition: 1 }]);
      assert.equal(first?.offset, 20n);
      const { records } = await copied.read(topic, 0, 19n);
      assert.deepEqual(
        records.map(({ value }) => value),
        [Buffer.alloc(100, 19)],
      );
    } finally {
      await copied.close();
    }
  });
});

test('a damaged frame is not copied as if it were whole, and is found in a copy', async () => {
  await withLog(async (dir, append) => {
    await append(5);
    const { to } = copyAll(dir, [5, 5], 'copy');
    const file = join(to, topic, '00000000.sqlite');
    assert.equal(readCopiedSegment(file).size, 2);
    for (const damaged of [file, join(dir, topic, '00000000.sqlite')]) {
      const database = new DatabaseSync(damaged);
      database.exec(`UPDATE frames SET body = zeroblob(length(body)) WHERE base_offset = 3`);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    }
    const isCorrupt = (error: unknown) => error instanceof LogError && error.code === 'corrupt';
    assert.throws(() => readCopiedSegment(file), isCorrupt);
    assert.throws(() => copyAll(dir, [5, 5], 'of-damaged'), isCorrupt);
    // Control: what ends before the damage is whole.
    assert.equal(copyAll(dir, [3, 3], 'before').fingerprints.length, 1);
  });
});
