import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { demoHistory } from '#domain/demo/history.ts';
import { readRetail } from './read-retail.ts';
import { readSessions } from './read-sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-import-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const retail = async (...lines: string[]) => {
  const file = join(folder, 'retail.csv.gz');
  writeFileSync(file, gzipSync([header, ...lines].join('\n')));
  return readRetail(file);
};

test('lines of one order and product are summed; a second price is a purchase of its own, so that revenue stays exact', async () => {
  const { events, items, orders, customers } = await retail(
    '1,85123a,MUG,2,2010-12-01 08:26:00,2.55,17850.0,UK',
    '1,85123A,MUG,3,2010-12-01 08:26:00,2.55,17850.0,UK',
    '1,85123A,"MUG, RED",1,2010-12-01 08:26:00,2.10,17850.0,UK',
  );
  assert.deepEqual(
    events.map(({ metadata, eventId }) => [metadata.quantity, metadata.price, eventId !== undefined]),
    [
      [5, 2.55, false],
      [1, 2.1, true],
    ],
  );
  assert.deepEqual([items.length, items[0]?.name, orders, customers], [1, 'MUG', 1, 1]);
  assert.equal(events[0]?.timestamp, '2010-12-01T08:26:00.000Z');
});

test('what is left out is counted by its reason, with an example', async () => {
  const { leftOut, refused, events } = await retail(
    'C1,85123A,MUG,-1,2010-12-01 08:26:00,2.55,17850.0,UK',
    '2,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850.0,UK',
    '3,85123A,,-5,2010-12-01 08:26:00,2.55,,UK',
    '4,85123A,MUG,5,2010-12-01 08:26:00,0.0,,UK',
    '5,85123A,MUG,5,never,1.0,,UK',
    '6,85123A,MUG,5,2010-12-01 08:26:00,1.0,,UK',
  );
  assert.deepEqual(
    leftOut.map(({ reason, count }) => [reason, count]),
    [
      ['cancellation', 1],
      ['not a product code', 1],
      ['quantity not positive', 1],
      ['price not positive', 1],
    ],
  );
  assert.match(leftOut[0]?.example ?? '', /^C1,/);
  assert.deepEqual(
    refused.map(({ reason, example }) => [reason, example.slice(0, 7)]),
    [['InvoiceDate is no time', 'line 6:']],
  );
  assert.equal(events[0]?.userId, 'guest-6');
});

test('a file with other columns is refused by the ones it lacks', async () => {
  const file = join(folder, 'other.csv');
  writeFileSync(file, 'a,b\n1,2\n');
  await assert.rejects(readRetail(file), /InvoiceNo/);
});

test('sessions are read with a header and without, and a malformed line is refused', async () => {
  const file = join(folder, 'sessions.tsv');
  writeFileSync(file, 'SessionId\tItemId\tTime\n1\ta\t1396860669.277\n1\tb\tnever\n2\ta\t1396860670\n');
  const { events, items, sessions, refused } = await readSessions(file, 'utf-8');
  assert.equal(events.length, 2);
  assert.deepEqual([items.length, sessions, refused.length], [1, 2, 1]);
  writeFileSync(file, '1\ta\t1396860669\n');
  assert.equal((await readSessions(file, 'utf-8')).events.length, 1);
});

test('the demo year is the same for the same end, rises by the day, and has what strategies need', () => {
  const endMs = Date.UTC(2026, 0, 1);
  const events = [...demoHistory(endMs)];
  assert.deepEqual([...demoHistory(endMs)].at(-1), events.at(-1));
  assert.ok(events.length > 100_000 && events.every(({ timestamp }) => Date.parse(timestamp) < endMs));
  const types = Map.groupBy(events, ({ eventType }) => eventType);
  for (const type of ['product_viewed', 'add_to_cart', 'purchase', 'recommendation_clicked'])
    assert.ok((types.get(type)?.length ?? 0) > 1_000, type);
  const orders = Map.groupBy(types.get('purchase') ?? [], ({ metadata }) => metadata?.orderId);
  assert.ok([...orders.values()].filter((lines) => lines.length > 1).length > 500, 'baskets of several products');
});
