import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventsRecord } from '#domain/events/events-record.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { slownessOfMachine, watchTurns } from '#testing/turns.ts';
import { type HostedShard, hostShard } from './hosted-shard.ts';
import { openParking, type Parking } from './parking.ts';

/** Of one that applies events, CPU ms. */
const longestTurnMs = 10;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-parking-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const eventOf = (n: number, scope: number): EventsRecord => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n, 12);
  const change = { id, scope, userId: `u${n % 7}`, productId: `p${n % 11}`, timestampMs: n * 1_000 };
  return { kind: 'event', event: plainEvent(change) };
};
const eventsOf = (from: number, count: number, scopes = [1, 2]): EventsRecord[] =>
  Array.from({ length: count }, (_, n) => eventOf(from + n, scopes[(from + n) % scopes.length] ?? 1));

/** A host whose files fail to be read so many times. */
async function open(failures = 0) {
  const lost: unknown[] = [];
  const parking = await openParking(dir, 0);
  const load: Parking['load'] = (scope) =>
    failures-- > 0 ? Promise.reject(new Error('too many open files')) : parking.load(scope);
  const options = { signal: new AbortController().signal, onLost: (error: unknown) => lost.push(error) };
  return { lost, host: hostShard(createInteractionShard(), { ...parking, load }, options) };
}
const nothing = () => {};
const unwanted = () => false;
const apply = (host: HostedShard, records: readonly EventsRecord[]) => host.apply(records, nothing);
const bytesOf = async (host: HostedShard) => Buffer.concat((await host.snapshot(nothing)).pages);
const expected = (records: readonly EventsRecord[]) => {
  const shard = createInteractionShard();
  for (const record of records) if (record.kind === 'event') shard.apply(record.event);
  return shard.snapshot();
};

test('whatever is parked, asked, written and applied at once, no event is lost or out of order', async () => {
  const { host, lost } = await open();
  const random = createRandom(4);
  const all: EventsRecord[] = [];
  const running: Promise<unknown>[] = [];
  for (let turn = 0; turn < 120; turn++) {
    const batch = eventsOf(all.length, random.between(1, 9), [1, 2, 3]);
    all.push(...batch);
    running.push(apply(host, batch));
    const scope = random.between(1, 3);
    const asked = random.between(0, 4);
    if (asked <= 1) running.push(host.park(scope, unwanted));
    if (asked === 2) running.push(Promise.resolve(host.scope(scope)));
    if (asked === 3) running.push(host.snapshot(nothing));
    if (turn % 20 === 19) await Promise.all(running.splice(0));
  }
  await Promise.all(running);
  await host.park(1, unwanted);
  assert.equal(host.shard.isParked(1), true, 'control: something is parked');
  assert.deepEqual(await bytesOf(host), expected(all));
  assert.deepEqual(lost, []);
});

/** Visits of eight events each, within ten groups of products. */
const browsing = (count: number): EventsRecord[] => {
  const random = createRandom(9);
  return Array.from({ length: count }, (_, n) => {
    const id = createHash('sha256').update(String(n)).digest().subarray(0, 16);
    const visit = n >> 3;
    const productId = `p${visit % 10}-${random.between(1, 9)}`;
    const change = {
      id,
      scope: 1,
      userId: `u${visit % 97}`,
      sessionId: `s${visit}`,
      productId,
      timestampMs: n * 1_000,
    };
    return { kind: 'event', event: plainEvent(change) };
  });
};

test('what a shard has learnt is the same bytes for batches of any size, and restored or parked in between', async () => {
  const records = browsing(3_000);
  const [one, two] = await Promise.all([open(), open()]);
  for (let at = 0; at < records.length; at += 500) await apply(one.host, records.slice(at, at + 500));
  for (let at = 0; at < 1_501; at += 19) await apply(two.host, records.slice(at, at + 19));
  await two.host.park(1, unwanted);
  const from = await bytesOf(two.host);
  const options = { signal: new AbortController().signal, onLost: assert.ifError };
  const restored = hostShard(createInteractionShard({ from }), await openParking(dir, 1), options);
  for (let at = 1_501; at < records.length; at += 7) await apply(restored, records.slice(at, at + 7));
  const { repeats } = one.host.shard.scope(1) ?? assert.fail('there are events');
  assert.ok(repeats.asked > 200, 'control: something was learnt');
  assert.deepEqual(await bytesOf(restored), await bytesOf(one.host));
  assert.deepEqual(restored.shard.scope(1)?.repeats.gains, repeats.gains);
  await apply(restored, browsing(3_001).slice(-1));
  assert.notDeepEqual(await bytesOf(restored), await bytesOf(one.host), 'control: an event more is other bytes');
});

test('a batch of events that teach is applied in turns', async () => {
  const records = browsing(4_000);
  const turnOf = async (work: () => Promise<unknown>) => {
    const watch = watchTurns();
    await nextTurn();
    await work();
    await nextTurn();
    return watch.close() / slownessOfMachine();
  };
  // A collection may fall into one turn, and hardly into each of three rounds.
  const rounds = [1, 2, 3];
  const inTurns: number[] = [];
  const atOnce: number[] = [];
  for (const _ of rounds) {
    const { host } = await open();
    inTurns.push(await turnOf(() => apply(host, records)));
    atOnce.push(await turnOf(async () => void expected(records)));
  }
  assert.ok(Math.min(...inTurns) <= longestTurnMs, `${inTurns.map((ms) => ms.toFixed(1))} ms`);
  assert.ok(Math.min(...atOnce) > longestTurnMs, `control: at once ${atOnce.map((ms) => ms.toFixed(1))} ms`);
});

test('whoever asks between two turns of a batch knows which of its records are applied', async () => {
  const { host } = await open();
  const known: [number, number][] = [];
  await host.apply(
    browsing(200),
    () => {},
    (count) => known.push([count, host.shard.version(1)]),
  );
  assert.deepEqual(
    known,
    Array.from({ length: 200 }, (_, n) => [n + 1, n + 1]),
  );
});

test('a parked scope whose file cannot be read at first is read again, and its event applied', async () => {
  const records = eventsOf(0, 20);
  const { host, lost } = await open(2);
  await apply(host, records);
  assert.equal(await host.park(1, unwanted), true);
  await apply(host, eventsOf(20, 1, [1]));
  assert.deepEqual(await bytesOf(host), expected([...records, ...eventsOf(20, 1, [1])]));
  assert.deepEqual(lost, []);
});

test('a parked scope that cannot be brought back ends the models: its event is not skipped, and none after it is applied', async () => {
  const { host, lost } = await open();
  await apply(host, eventsOf(0, 20));
  await host.park(1, unwanted);
  await truncate(join(dir, 'parked', '0', '1.state'), 3);
  let isPassed = false;
  const before = host.shard.version(2);
  await assert.rejects(
    host.apply(eventsOf(20, 4), () => (isPassed = true)),
    RangeError,
  );
  assert.equal(isPassed, false, 'the position stays before the event');
  assert.equal(host.shard.version(2), before);
  assert.ok(lost.length > 0 && lost[0] instanceof RangeError);
  await assert.rejects(Promise.resolve(host.scope(1)), RangeError);
});

test('a scope that is wanted again stays in memory, and one that was dropped leaves nothing behind', async () => {
  const { host, lost } = await open();
  await apply(host, eventsOf(0, 20));
  assert.equal(await host.park(1, () => true), false);
  assert.equal(host.shard.isParked(1), false);
  assert.equal(await host.park(2, unwanted), true);
  assert.equal(await host.drop(2), true);
  assert.equal(await host.scope(2), undefined);
  assert.equal(await host.drop(2), false);
  assert.deepEqual(lost, []);
});
