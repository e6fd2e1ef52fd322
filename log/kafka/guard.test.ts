import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogError } from '../event-log.ts';
import type { Progress } from './follower.ts';
import { type GuardOptions, guard } from './guard.ts';

/** Runs a guard over a log with these answers, until it complains or has looked so many times. */
async function complaintOf(log: {
  logIds: (string | LogError)[];
  next: (look: number) => bigint;
}): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let looks = 0;
  const options: GuardOptions = {
    control: {
      async logId() {
        looks += 1;
        if (looks > 20) resolve(null);
        const id = log.logIds[Math.min(looks, log.logIds.length) - 1];
        if (id instanceof LogError) throw id;
        return id ?? '';
      },
      watermarks: async () => new Map([[2, 100n]]),
    },
    topic: 'events',
    logId: 'a',
    follower: { progress: () => new Map<number, Progress>([[2, { next: log.next(looks), isBusy: false }]]) },
    everyMs: 1,
    stallMs: 1,
    onLost: (error) => resolve(error.message),
  };
  const guarding = guard(options);
  // The guard's own timers do not keep a process alive.
  const alive = setInterval(() => {}, 1_000);
  const complaint = await promise;
  clearInterval(alive);
  await guarding.stop();
  return complaint;
}
const moving = (look: number) => BigInt(look);

test('a log that stays the same and is read on is no complaint', async () => {
  assert.equal(await complaintOf({ logIds: ['a'], next: moving }), null);
  assert.equal(await complaintOf({ logIds: ['a'], next: () => 100n }), null, 'at its end it may stand');
});

test('another log under the same name is told', async () => {
  assert.match((await complaintOf({ logIds: ['a', 'a', 'b'], next: moving })) ?? '', /another log now: b, not a/);
});

test('a partition that is held and not fetched is told', async () => {
  assert.match((await complaintOf({ logIds: ['a'], next: () => 7n })) ?? '', /partitions 2 of events were held/);
});

test('brokers that cannot be asked prove nothing; a topic without an id does', async () => {
  const away = new LogError('unavailable', 'away');
  assert.equal(await complaintOf({ logIds: ['a', away, away, 'a'], next: moving }), null);
  assert.match((await complaintOf({ logIds: ['a', new LogError('corrupt', 'no id')], next: moving })) ?? '', /no id/);
});
