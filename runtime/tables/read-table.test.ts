import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TextEncoding } from '../text/line-reader.ts';
import { readTable, type TableRow } from './read-table.ts';

async function rowsOf(
  bytes: string | Buffer,
  { size = 7, encoding = 'utf-8' as TextEncoding, checkColumns = (_: readonly string[]) => {} } = {},
): Promise<TableRow[]> {
  const all = Buffer.from(bytes as string);
  async function* pieces() {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
  }
  const rows: TableRow[] = [];
  for await (const read of readTable(pieces(), { encoding, checkColumns })) rows.push(...read);
  return rows;
}

test('a table is read by the delimiter of its heading, with quotes, line ends within them and a byte order mark', async () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const text = ['\uFEFFid,name', 'a,"Mug, ""large""\r\nblue"', 'b,27" screen', ''].join('\r\n');
    assert.deepEqual(await rowsOf(text.replaceAll(',', delimiter)), [
      { line: 2, cells: { id: 'a', name: `Mug${delimiter} "large"\nblue` } },
      { line: 4, cells: { id: 'b', name: '27" screen' } },
    ]);
  }
});

test('a stray quote costs its row, wherever the next quote stands, and the rows behind it are read', async () => {
  const strays = ['2,"never closed', '2,"closed" too early', '2,"a\n3,"b"'];
  for (const stray of strays) {
    const rows = await rowsOf(`id,name\n1,a\n${stray}\n4,"d"\n5,e\n`);
    assert.deepEqual(rows.at(1), { line: 3, problem: 'stray_quote' }, stray);
    assert.deepEqual(
      rows.flatMap((row) => ('cells' in row ? [row.cells.id] : [])),
      stray.includes('\n') ? ['1', '3', '4', '5'] : ['1', '4', '5'],
    );
  }
});

test('control: a quote that is closed in a later line makes one row of both', async () => {
  assert.deepEqual(await rowsOf('id,name\n1,"a\n2,b"\n'), [{ line: 2, cells: { id: '1', name: 'a\n2,b' } }]);
});

test('a row of another width, and one that is not UTF-8, say their line; as latin1 it is read', async () => {
  const bytes = Buffer.concat([Buffer.from('id,name\n1\n2,caf'), Buffer.from([0xe9]), Buffer.from('\n3,c\n')]);
  assert.deepEqual(await rowsOf(bytes), [
    { line: 2, problem: 'other_width' },
    { line: 3, problem: 'not_utf8' },
    { line: 4, cells: { id: '3', name: 'c' } },
  ]);
  assert.deepEqual((await rowsOf(bytes, { encoding: 'latin1' }))[1], { line: 3, cells: { id: '2', name: 'café' } });
});

test('an empty file and columns that are refused end the reading before a row', async () => {
  await assert.rejects(rowsOf(''), /empty/);
  await assert.rejects(rowsOf('\n1,2\n'), /first line is empty/);
  const checkColumns = (columns: readonly string[]) => {
    throw new Error(`seen ${columns.join('+')}`);
  };
  await assert.rejects(rowsOf('a, b\n1,2\n', { checkColumns }), /seen a\+b/);
});

test('what is written as a table is read as it was, in pieces of any size', async () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .map((text) => text.replaceAll('\r', '').replaceAll('\0', ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      async (rows, size) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `a,b\n${rows.map((row) => `${row.map(quoted).join(',')}\n`).join('')}`;
        const read = await rowsOf(text, { size });
        assert.deepEqual(
          read.map((row) => ('cells' in row ? [row.cells.a, row.cells.b] : row.problem)),
          rows,
        );
      },
    ),
    { seed: 14, numRuns: 200 },
  );
});
