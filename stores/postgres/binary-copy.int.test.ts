import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type CopyWriter, copyInto, createCopyWriter } from './binary-copy.ts';
import { isDataError } from './classify-error.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let database: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.processorUrl, max: 1, applicationName: 'copy' });
});
after(async () => {
  await database.close();
  await testDatabase.close();
});

type Row = {
  small: number;
  whole: number | null;
  large: bigint | null;
  id: Buffer;
  text: string | null;
  timeMs: number;
};

/** Returns the rows as Postgres has them after a COPY, each value as the text that Postgres makes of it. */
async function roundTrip(writer: CopyWriter, rows: readonly Row[]): Promise<Row[]> {
  return database.transaction(async (client) => {
    await client.query(
      `CREATE TEMPORARY TABLE copied (n integer, small smallint, whole integer, large bigint, id uuid, text text, at timestamptz) ON COMMIT DROP`,
    );
    for (const [n, row] of rows.entries()) {
      writer.startRow(7);
      writer.int32(n);
      writer.int16(row.small);
      writer.int32(row.whole);
      writer.int64(row.large);
      writer.uuid(row.id);
      writer.text(row.text);
      writer.timestampMs(row.timeMs);
    }
    await copyInto(client, 'COPY copied FROM STDIN (FORMAT binary)', writer.finish());
    const { rows: copied } = await client.query(
      `SELECT small, whole, large, replace(id::text, '-', '') AS id, text, (extract(epoch FROM at) * 1000)::text AS ms FROM copied ORDER BY n`,
    );
    return copied.map(({ small, whole, large, id, text, ms }) => ({
      small,
      whole,
      large,
      id: Buffer.from(id, 'hex'),
      text,
      timeMs: Number(ms),
    }));
  });
}

const row: Row = { small: 1, whole: 1, large: 1n, id: Buffer.alloc(16, 1), text: 'x', timeMs: Date.UTC(2026, 0, 1) };

test('the edges of every type come back as they were sent', async () => {
  const rows: Row[] = [
    row,
    ...[-(2 ** 15), -1, 0, 2 ** 15 - 1].map((small) => ({ ...row, small })),
    ...[-(2 ** 31), -1, 0, 2 ** 31 - 1, null].map((whole) => ({ ...row, whole })),
    ...[-(2n ** 63n), -1n, 0n, 2n ** 53n + 1n, 2n ** 63n - 1n, null].map((large) => ({ ...row, large })),
    ...[0, 255].map((byte) => ({ ...row, id: Buffer.alloc(16, byte) })),
    ...['', ' ', '\t\r\n\\.', '\u0001\u007f\u0080\u07ff\u0800\uffff', '😀', 'é'.normalize('NFD'), null].map((text) => ({
      ...row,
      text,
    })),
    // Before and after the epochs of Unix and of Postgres, by a millisecond; and where the low 32 bits of the µs turn over.
    ...[
      -1,
      0,
      1,
      Date.UTC(2000, 0, 1) - 1,
      Date.UTC(2000, 0, 1),
      Date.UTC(2000, 0, 1) + 4_294_967,
      Date.UTC(2000, 0, 1) + 4_294_968,
      Date.UTC(1715, 0, 1),
      Date.UTC(2284, 11, 31, 23, 59, 59, 999),
    ].map((timeMs) => ({ ...row, timeMs })),
  ];
  assert.deepEqual(await roundTrip(createCopyWriter(), rows), rows);
});

test('a buffer that had to grow, and one that is used again, send the same', async () => {
  const writer = createCopyWriter();
  const long = [1_000_000, 0, 3_000_000, 1].map((length) => ({ ...row, text: '€'.repeat(length) }));
  assert.deepEqual(await roundTrip(writer, long), long);
  assert.deepEqual(await roundTrip(writer, [row]), [row]);
  assert.deepEqual(await roundTrip(writer, []), []);
});

test('any storable row comes back as it was sent', async () => {
  const any: fc.Arbitrary<Row> = fc.record(
    {
      small: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
      whole: fc.option(fc.integer()),
      large: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
      text: fc.option(fc.string({ unit: 'binary' }).map((raw) => raw.toWellFormed().replaceAll('\0', ''))),
      timeMs: fc.integer({ min: Date.UTC(1715, 0, 1), max: Date.UTC(2285, 0, 1) }),
    },
    { noNullPrototype: true },
  );
  const writer = createCopyWriter();
  await fc.assert(
    fc.asyncProperty(fc.array(any, { maxLength: 50 }), async (rows) =>
      assert.deepEqual(await roundTrip(writer, rows), rows),
    ),
    { numRuns: 20, seed: 20_260_301 },
  );
});

test('control: what text cannot hold is refused as data, or comes back as something else', async () => {
  await assert.rejects(roundTrip(createCopyWriter(), [{ ...row, text: 'a\0b' }]), isDataError);
  const [back] = await roundTrip(createCopyWriter(), [{ ...row, text: 'a\ud800b' }]);
  assert.equal(back?.text, 'a\ufffdb');
});
