import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, before, type TestContext, test } from 'node:test';
import { missingForBroker, openTestBroker } from '#testing/kafka-broker.ts';
import { waitFor } from '#testing/product.ts';
import type { EventLog, GroupHandlers, RecordBatch } from '../event-log.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const skip = missingForBroker() ?? false;
let broker: Awaited<ReturnType<typeof openTestBroker>>;
before(async () => {
  if (skip === false) broker = await openTestBroker();
});
after(() => broker?.stop());

/** It is closed, and whoever reads it too, however the test ends: a log that stays open keeps the file from ending. */
async function openLog(t: TestContext, topicPrefix: string, sessionTimeoutMs = 6_000): Promise<EventLog> {
  const { brokers } = broker;
  const log = await openKafkaLog({ brokers, clientId: 'groups', topicPrefix, heartbeatMs: 100, sessionTimeoutMs });
  t.after(() => log.close());
  return log;
}
const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ key: `1:shopper-${from + n}`, value: Buffer.from(String(from + n)) }));

/** Keeps positions, as Postgres does in the product, and sees if two members work on one partition, or if one leaves a gap. */
function createOwner() {
  const next = new Map<number, bigint>();
  const owners = new Map<number, string>();
  const faults: string[] = [];
  let handled = 0;
  return {
    faults,
    handled: () => handled,
    shareOf: (who: string) => [...owners.values()].filter((owner) => owner === who).length,
    handlers: (who: string): GroupHandlers => ({
      async onAssigned(_topic, _logId, partitions) {
        for (const partition of partitions) {
          const owner = owners.get(partition);
          if (owner !== undefined) faults.push(`${partition} went to ${who} while ${owner} had it`);
          owners.set(partition, who);
        }
        return new Map(partitions.map((partition) => [partition, next.get(partition) ?? 0n]));
      },
      async onBatch({ partition, records: batch }: RecordBatch, { isOwned }) {
        if (!isOwned() || owners.get(partition) !== who) faults.push(`${who} works on ${partition} without owning it`);
        for (const { offset } of batch) {
          const expected = next.get(partition) ?? 0n;
          if (offset !== expected) faults.push(`partition ${partition} goes from ${expected} to ${offset}`);
          next.set(partition, offset + 1n);
          handled += 1;
        }
        // Let others have a turn in the middle of a batch.
        await new Promise(setImmediate);
        if (owners.get(partition) !== who) faults.push(`${partition} was taken from ${who} within a batch`);
      },
      async onRevoked(_topic, partitions) {
        for (const partition of partitions) owners.delete(partition);
      },
    }),
  };
}

test('members share the partitions, come and go, and each record is handled once', { skip }, async (t) => {
  const prefix = `${randomUUID()}.`;
  const [log, other] = await Promise.all([openLog(t, prefix), openLog(t, prefix)]);
  const owner = createOwner();
  const lost: unknown[] = [];
  const join = (on: EventLog, who: string) =>
    on.joinGroup('g', ['events'], owner.handlers(who), { maxRecords: 7, onLost: (error) => lost.push(error) });
  let sent = 0;
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) {
      await log.append('events', records(20, sent));
      sent += 20;
    }
  })();
  const first = await join(log, 'first');
  await waitFor(
    async () => owner.shareOf('first') === 4,
    () => 'all four for the first',
  );
  const second = await join(other, 'second');
  await waitFor(
    async () => owner.shareOf('first') === 2 && owner.shareOf('second') === 2,
    () => 'two partitions for each',
  );
  const third = await join(other, 'third');
  await waitFor(
    async () =>
      owner.shareOf('third') > 0 && owner.shareOf('first') + owner.shareOf('second') + owner.shareOf('third') === 4,
    () => 'a share for the third',
  );
  await first.close();
  await second.close();
  await waitFor(
    async () => owner.shareOf('third') === 4,
    () => 'all four for the third',
  );
  isWriting = false;
  await writing;
  await waitFor(
    async () => owner.handled() === sent,
    () => `${sent} records handled, not ${owner.handled()}`,
  );
  await third.close();
  assert.deepEqual(owner.faults, []);
  assert.deepEqual(lost, []);
});

test('a member that gets no partition is told that it has joined, too', { skip }, async (t) => {
  const log = await openLog(t, `${randomUUID()}.`);
  const owner = createOwner();
  const joined = new Map<string, number>();
  const join = (who: string) =>
    log.joinGroup('g', ['catalog'], { ...owner.handlers(who), onJoined: () => joined.set(who, owner.shareOf(who)) });
  const members = await Promise.all(['one', 'other'].map(join));
  await waitFor(
    async () => joined.size === 2 && [...joined.values()].includes(0),
    () => `both have joined: ${JSON.stringify([...joined])}`,
  );
  for (const member of members) await member.close();
  assert.deepEqual(owner.faults, []);
});

test('the owner of the check sees two members at work on one partition', async () => {
  const owner = createOwner();
  const [a, b] = [owner.handlers('a'), owner.handlers('b')];
  await a.onAssigned('events', 'id', [0]);
  await b.onAssigned('events', 'id', [0]);
  assert.equal(owner.faults.length, 1);
});

test('a batch that takes longer than the session keeps its partition', { skip }, async (t) => {
  // Three seconds, since a machine with a load of 28 held a thread up for longer than one.
  const sessionTimeoutMs = 3_000;
  const log = await openLog(t, `${randomUUID()}.`, sessionTimeoutMs);
  await log.append('events', [{ key: 'k', value: Buffer.from('v'), partition: 0 }]);
  const began = performance.now();
  let lost: unknown = null;
  let wasOwned: boolean | null = null;
  await log.joinGroup(
    'g',
    ['events'],
    {
      onAssigned: async (_topic, _logId, partitions) => new Map(partitions.map((partition) => [partition, 0n])),
      onBatch: async (_batch, { isOwned, heartbeat }) => {
        await waitFor(
          async () => performance.now() - began > 2.2 * sessionTimeoutMs,
          () => 'two sessions long',
        );
        await heartbeat();
        wasOwned = isOwned();
      },
      onRevoked: async () => {},
    },
    { onLost: (error) => (lost = error) },
  );
  await waitFor(
    async () => wasOwned !== null || lost !== null,
    () => 'the batch ended',
  );
  assert.deepEqual([wasOwned, lost], [true, null]);
});

test('a position that is not in the log ends the membership instead of being reset', { skip }, async (t) => {
  const log = await openLog(t, `${randomUUID()}.`);
  await log.append('events', [{ key: 'k', value: Buffer.from('v'), partition: 1 }]);
  const seen: bigint[] = [];
  let lost: unknown = null;
  const subscription = await log.joinGroup(
    'g',
    ['events'],
    {
      onAssigned: async () => new Map([[1, 5n]]),
      onBatch: async (batch) => void seen.push(...batch.records.map(({ offset }) => offset)),
      onRevoked: async () => {},
    },
    { onLost: (error) => (lost = error) },
  );
  await waitFor(
    async () => lost !== null,
    () => 'told',
  );
  assert.match(String(lost), /stands at 5 of partition 1.*0 to 1/);
  assert.deepEqual(seen, []);
  await subscription.close();
  let tailLost: unknown = null;
  const tail = await log.tail('events', new Map([[1, 5n]]), async () => {}, { onLost: (error) => (tailLost = error) });
  await waitFor(
    async () => tailLost !== null,
    () => 'told',
  );
  assert.equal((tailLost as { code: string }).code, 'out_of_range');
  await tail.close();
});

test('a member that was frozen past its session learns that it owns nothing before it writes', { skip }, async (t) => {
  const prefix = `${randomUUID()}.`;
  const log = await openLog(t, prefix);
  await log.append('events', records(40));
  const zombie = spawn(process.execPath, ['testing/kafka-member.ts', broker.brokers.join(','), prefix], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  zombie.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const until = (what: RegExp) =>
    waitFor(
      async () => what.test(said),
      () => `${what} in what it said:\n${said}`,
    );
  try {
    await until(/holds a batch, owned: true/);
    zombie.kill('SIGSTOP');
    const owner = createOwner();
    const heir = await log.joinGroup('g', ['events'], owner.handlers('heir'));
    await waitFor(
      async () => owner.handled() === 40,
      () => 'the heir has done all',
    );
    zombie.kill('SIGCONT');
    zombie.stdin.write('go on\n');
    await until(/would write, owned: false/);
    await until(/lost: /);
    assert.doesNotMatch(said, /would write, owned: true/);
    await heir.close();
    assert.deepEqual(owner.faults, []);
  } finally {
    zombie.kill('SIGKILL');
  }
});
