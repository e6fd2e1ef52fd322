import assert from 'node:assert/strict';
import test from 'node:test';
import type { CatalogBatchReceipt } from '#schemas/http/catalog.ts';
import { type Report, sendFile } from './send-file.ts';

const receipt = (over: Partial<CatalogBatchReceipt>) => ({
  data: { created: 0, updated: 0, pending: 0, rejected: 0, results: [], ...over },
  meta: { requestId: 'r' },
});

test('each refused line is told with its number and everything that is wrong, in the order of the file', async () => {
  const sent: unknown[][] = [];
  const progress: Report[] = [];
  const report = await sendFile(
    [
      { line: 2, product: { productId: 'a' } },
      { line: 3, product: { productId: 'b' } },
      { line: 9, problem: 'no JSON' },
    ],
    async (items) => {
      sent.push(items);
      const errors = ['Add `name`.', 'Add `price`.'].map((message) => ({ path: '/', message, code: 'required' }));
      return receipt({ created: 1, rejected: 1, results: [{ index: 1, status: 'rejected', errors }] });
    },
    (told) => progress.push(told),
  );
  assert.deepEqual(sent, [[{ productId: 'a' }, { productId: 'b' }]]);
  assert.deepEqual(report.refused, [
    { line: 3, productId: 'b', problems: ['Add `name`.', 'Add `price`.'] },
    { line: 9, productId: '', problems: ['no JSON'] },
  ]);
  assert.deepEqual([report.created, report.done, report.total], [1, 3, 3]);
  assert.deepEqual(
    progress.map(({ done }) => done),
    [1, 3],
  );
});

test('a failure ends it, and what was told before stands', async () => {
  const lines = Array.from({ length: 501 }, (_, line) => ({ line, product: { productId: `p${line}` } }));
  const progress: number[] = [];
  let turns = 0;
  const send = async () => {
    turns += 1;
    if (turns === 2) throw new Error('gone');
    return receipt({ created: 500 });
  };
  await assert.rejects(
    sendFile(lines, send, ({ done }) => progress.push(done)),
    /gone/,
  );
  assert.deepEqual(progress, [0, 500]);
});

test('a product that a file has twice is sent once, and its second line is told with that of the first', async () => {
  const sent: unknown[] = [];
  const report = await sendFile(
    [
      { line: 2, product: { productId: 'mug', price: '7' } },
      { line: 3, product: { productId: 'bowl' } },
      { line: 4, product: { productId: 'mug', price: '9' } },
    ],
    async (items) => {
      sent.push(...items);
      return receipt({ created: items.length });
    },
    () => {},
  );
  assert.deepEqual(sent, [{ productId: 'mug', price: '7' }, { productId: 'bowl' }]);
  assert.deepEqual([report.created, report.updated, report.repeated, report.done, report.total], [2, 0, 1, 3, 3]);
  assert.deepEqual(report.repeats, [{ line: 4, productId: 'mug', firstLine: 2 }]);
});

test('a line that is kept otherwise than it stands in the file is told with what of it is', async () => {
  const note = { path: '/category', message: 'Tea >  is kept as Tea.', code: 'trimmed' as const };
  const report = await sendFile(
    [
      { line: 2, product: { productId: 'mug' } },
      { line: 3, product: { productId: 'tea' } },
    ],
    async () =>
      receipt({
        created: 2,
        results: [
          { index: 0, status: 'created' },
          { index: 1, status: 'created', notes: [note] },
        ],
      }),
    () => {},
  );
  assert.deepEqual(report.kept, [{ line: 3, productId: 'tea', notes: [note.message] }]);
});
