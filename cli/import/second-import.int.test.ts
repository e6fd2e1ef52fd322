import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { runImport } from './run-import.ts';

let app: IngestApp;
const folder = mkdtempSync(join(tmpdir(), 'recomengine-second-import-'));
before(async () => {
  app = await openIngestApp();
});
after(async () => {
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Change = { stateDir?: string; shiftToNow?: boolean; format?: 'jsonl' | 'uci-online-retail' };
const importFile = async (file: string, change: Change = {}) =>
  runImport({
    url: app.url,
    key: app.keys.write,
    format: 'jsonl',
    file,
    tenant: app.tenantId,
    shiftToNow: false,
    stateDir: join(folder, 'state'),
    restart: false,
    nowMs: Date.now(),
    onProgress: () => {},
    ...change,
  });
const view = { eventType: 'product_viewed', userId: 'u', productId: 'mug' };
const linesOf = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const countsOf = ({ accepted, duplicates, rejected }: { accepted: number; duplicates: number; rejected: number }) => [
  accepted,
  duplicates,
  rejected,
];

test('events without time and id count once, also from a copy of the file that was written at another time', async () => {
  const [file, copy, other] = ['a.jsonl', 'copy.jsonl', 'b.jsonl'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const call = { type: 'track', event: 'Product Viewed', userId: 'u', properties: { product_id: 'mug' } };
  writeFileSync(
    file,
    linesOf(view, view, call, {
      client_id: 'u',
      events: [{ name: 'view_item', params: { items: [{ item_id: 'mug' }] } }],
    }),
  );
  assert.deepEqual(countsOf((await importFile(file)).events), [4, 0, 0]);
  copyFileSync(file, copy);
  utimesSync(copy, new Date(2020, 0, 1), new Date(2020, 0, 1));
  assert.deepEqual(countsOf((await importFile(file)).events), [0, 4, 0]);
  assert.deepEqual(countsOf((await importFile(copy)).events), [0, 4, 0]);
  writeFileSync(other, linesOf(view, view));
  assert.deepEqual(countsOf((await importFile(other)).events), [2, 0, 0], 'control: another file');
});

test('what is kept otherwise and what is refused is told, with the line of the file', async () => {
  const file = join(folder, 'notes.jsonl');
  const purchase = (metadata: object) => ({
    ...view,
    eventType: 'purchase',
    timestamp: '2026-01-01T00:00:00Z',
    metadata,
  });
  writeFileSync(
    file,
    `\n${linesOf(purchase({ price: 1.00005 }), purchase({ price: 1, quantity: 1.5, orderId: 'o' }), { ...view, timestamp: '1970-01-01T00:00:00Z' })}`,
  );
  const { kept, refused, nothingAccepted } = await importFile(file);
  assert.deepEqual(kept, { rounded: 1, weighed: 1 });
  assert.deepEqual([refused.length, refused[0]?.example, nothingAccepted], [1, 'line 4', null]);
});

test('a file of which nothing is accepted says why in one line', async () => {
  const file = join(folder, 'old.jsonl');
  writeFileSync(file, linesOf(...['1', '2'].map((userId) => ({ ...view, userId, timestamp: '1970-01-01T00:00:00Z' }))));
  const { nothingAccepted, events } = await importFile(file);
  assert.match(nothingAccepted ?? '', /before 2000/);
  assert.deepEqual(countsOf(events), [0, 0, 2]);
  const moved = await importFile(file, { shiftToNow: true });
  assert.deepEqual(countsOf(moved.events), [2, 0, 0], 'it decided nothing of how times are moved');
  await assert.rejects(importFile(file), /began with --shift-to-now/, 'control: this one did');
});

test('one wild time does not move the others: it is refused with its line', async () => {
  const file = join(folder, 'wild.jsonl');
  const at = (userId: string, timestamp: string) => ({ ...view, userId, timestamp });
  writeFileSync(
    file,
    linesOf(at('a', '2011-01-01T00:00:00Z'), at('b', '2099-01-01T00:00:00Z'), at('c', '2011-01-02T00:00:00Z')),
  );
  const { events, refused } = await importFile(file, { shiftToNow: true });
  assert.deepEqual([countsOf(events), refused[0]?.example], [[2, 0, 1], 'line 2']);
});

test('so is one of a purchase that several lines tell: with the first of them', async () => {
  const file = join(folder, 'wild.csv');
  const row = (invoice: string, at: string) => `${invoice},85123A,MUG,1,${at},2.55,17850,UK`;
  const heading = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
  const wild = row('536366', '0001-01-01 00:00');
  writeFileSync(file, [heading, row('536365', '2010-12-01 08:26'), wild, wild].join('\n'));
  const { events, refused } = await importFile(file, { format: 'uci-online-retail' });
  assert.deepEqual([countsOf(events), refused[0]?.example], [[1, 0, 1], 'line 3']);
});
