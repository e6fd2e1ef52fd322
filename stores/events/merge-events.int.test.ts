import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
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

function events(name: string, count: number): PlacedEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const id = randomBytes(16);
    id.writeUIntBE(nowMs, 0, 6);
    const event: ShopEvent = plainEvent({
      id,
      userId: `${name}-${n}`,
      timestampMs: nowMs,
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
