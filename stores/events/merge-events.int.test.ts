import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { plainEvent } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { createCopyWriter } from '../postgres/binary-copy.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { mergeEvents, type PlacedEvent } from './merge-events.ts';

let server: TestDatabase;
let database: Database;
const nowMs = Date.UTC(2026, 9, 15);

before(async () => {
  server = await openTestDatabase();
  database = openDatabase({ url: server.processorUrl, max: 4, applicationName: 'merge' });
  await database.query('SELECT ensure_month($1)', [new Date(nowMs)]);
});
after(async () => {
  await database.close();
  await server.close();
});

function events(name: string, count: number, timestampMs = nowMs): PlacedEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const id = randomBytes(16);
    id.writeUIntBE(timestampMs, 0, 6);
    const event: ShopEvent = plainEvent({
      id,
      userId: `${name}-${n}`,
      timestampMs,
      receivedAtMs: nowMs,
    });
    return { offset: BigInt(n), event };
  });
}

const merge = (writer: ReturnType<typeof createCopyWriter>, partition: number, placed: readonly PlacedEvent[]) =>
  database.transaction((client) => mergeEvents(client, writer, 1, partition, placed));
const storedUsers = async (prefix: string) =>
  (
    await database.query<{ user_id: string }>(`SELECT user_id FROM events WHERE user_id LIKE $1 ORDER BY user_id`, [
      `${prefix}%`,
    ])
  ).rows.map(({ user_id }) => user_id);
const usersOf = (...lists: readonly PlacedEvent[][]) =>
  lists
    .flat()
    .map(({ event }) => event.userId)
    .sort();

test('two partitions merged at the same time store what each was given', async () => {
  const [a, b] = [events('own-a', 300), events('own-b', 300)];
  await Promise.all([merge(createCopyWriter(), 0, a), merge(createCopyWriter(), 1, b)]);
  assert.deepEqual(await storedUsers('own-'), usersOf(a, b));
});

test('control: one writer for both would overwrite what has not been sent yet', () => {
  const writer = createCopyWriter();
  const writeRow = (name: string) => {
    writer.startRow(1);
    writer.text(name);
    return writer.finish();
  };
  const first = writeRow('partition 0');
  const asWritten = Buffer.from(first);
  writeRow('partition 1');
  assert.notDeepEqual(first, asWritten);
});

test('new is what carries this very position: a duplicate at another offset is not', async () => {
  const [first, second] = [events('again', 5), events('other', 2)];
  assert.equal((await merge(createCopyWriter(), 2, first)).length, 5);
  const duplicated = [
    ...first.map(({ offset, event }) => ({ offset: offset + 10n, event })),
    ...second.map(({ offset, event }) => ({ offset: offset + 20n, event })),
  ];
  const isNew = await merge(createCopyWriter(), 2, duplicated);
  assert.deepEqual(
    isNew.map(({ event }) => event.userId),
    usersOf(second),
  );
});

test('what another loader stores meanwhile is refused by the primary key, and the next try finds it', async () => {
  const placed = events('meanwhile', 3);
  const open = Promise.withResolvers<void>();
  const isStored = Promise.withResolvers<void>();
  const other = database.transaction(async (client) => {
    await mergeEvents(client, createCopyWriter(), 2, 7, placed.slice(1, 2));
    isStored.resolve();
    await open.promise;
  });
  await isStored.promise;
  const refused = assert.rejects(merge(createCopyWriter(), 3, placed), { code: 'stored_meanwhile', retryable: true });
  await waitsForLock();
  open.resolve();
  await Promise.all([other, refused]);
  assert.deepEqual(await storedUsers('meanwhile-'), usersOf(placed.slice(1, 2)), 'nothing of the refused batch');
  const isNew = await merge(createCopyWriter(), 3, placed);
  assert.deepEqual(
    isNew.map(({ event }) => event.userId),
    usersOf(placed.slice(0, 1), placed.slice(2)),
  );
  assert.deepEqual(await storedUsers('meanwhile-'), usersOf(placed));
});

test('a batch of several months is stored in their tables', async () => {
  const months = [nowMs, nowMs - 40 * 86_400_000, nowMs + 1, nowMs - 80 * 86_400_000];
  for (const ms of months) await database.query('SELECT ensure_month($1)', [new Date(ms)]);
  const placed = months.flatMap((ms, n) =>
    events(`month-${n}`, 2, ms).map((one) => ({ ...one, offset: one.offset + BigInt(n * 10) })),
  );
  const isNew = await merge(createCopyWriter(), 4, placed);
  assert.deepEqual(isNew, placed, 'in their order');
  assert.deepEqual(await storedUsers('month-'), usersOf(placed));
});

/** Resolves once a statement waits for another transaction. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`,
    );
    if (rows[0]?.waits) return;
    await delay(20);
  }
}
