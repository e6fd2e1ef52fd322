import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRecord, RecordBatch } from '../event-log.ts';
import { follow } from './follow.ts';

/** A partition that grows when the test says so, and a follower of it; `reads` are where it has looked. */
function open(isTold: boolean, onBatch: () => void = () => {}) {
  let high = 1n;
  const reads: bigint[] = [];
  let followed = 0n;
  const follower = follow({
    from: 0n,
    read(from): RecordBatch {
      reads.push(from);
      const records = Array.from(
        { length: Number(high - from) },
        (_, n) => ({ offset: from + BigInt(n) }) as LogRecord,
      );
      return { topic: 't', logId: 'l', partition: 0, records, highWatermark: high };
    },
    async onBatch({ records }) {
      await nextTurn();
      followed += BigInt(records.length);
      onBatch();
    },
    onLost: (error) => assert.fail(String(error)),
    pollMs: 60_000,
    isTold,
  });
  const append = () => {
    high += 1n;
    follower.wake();
  };
  return { follower, reads, append, followed: () => followed };
}
const turns = async () => {
  for (let n = 0; n < 5; n += 1) await nextTurn();
};

test('a follower that is told of each append does not look behind the last one', async () => {
  for (const [isTold, looked] of [
    [true, [0n]],
    [false, [0n, 1n]],
  ] as const) {
    const { follower, reads, append, followed } = open(isTold);
    await turns();
    assert.deepEqual(reads, looked, isTold ? 'told' : 'control: not told');
    append();
    await turns();
    assert.equal(followed(), 2n);
    await follower.close();
  }
});

test('what is appended while a batch is worked on is read after it', async () => {
  let append = () => {};
  let isFirst = true;
  const opened = open(true, () => {
    if (isFirst) append();
    isFirst = false;
  });
  append = opened.append;
  await turns();
  assert.equal(opened.followed(), 2n);
  await opened.follower.close();
});
