import assert from 'node:assert/strict';
import test from 'node:test';
import { tableRecords } from './table-records.ts';

test('fields are read with quotes, doubled quotes, delimiters and line ends in them, by each way to end a line', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['a,b', '', '"x,""y""","two', 'lines"', '27" screen,', '"",z'].join(end);
    assert.deepEqual(tableRecords(text, ','), [
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x,"y"', `two${end}lines`] },
      { line: 5, cells: ['27" screen', ''] },
      { line: 6, cells: ['', 'z'] },
    ]);
  }
});

test('a quote that is never closed, or is followed by text, costs its line alone, wherever it stands', () => {
  for (const [bad, next] of [
    ['b,"open', 'c,1'],
    ['b,"open', '"c",1'],
    ['b,"closed" and on', 'c,1'],
  ] as const) {
    const cells = tableRecords(`a,1\n${bad}\n${next}\nd,1`, ',').map((record) => [record.line, record.cells?.[0]]);
    assert.deepEqual(cells, [
      [1, 'a'],
      [2, undefined],
      [3, 'c'],
      [4, 'd'],
    ]);
  }
  assert.deepEqual(tableRecords('a,"open', ','), [{ line: 1, cells: null }]);
});

test('a file of nothing but open quotes is read to its end, and lines behind them are products', () => {
  const records = tableRecords(`${'"open\n'.repeat(3_000)}a,1\n`, ',');
  assert.equal(records.length, 3_001);
  assert.deepEqual(records.at(-1), { line: 3_001, cells: ['a', '1'] });
});
