import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesByTable } from './files-by-table.ts';

test('the files of an export are summed up by what they hold, and its manifest is none of them', () => {
  const file = (path: string, rows: number, bytes: number) => ({ path, rows, bytes });
  assert.deepEqual(
    filesByTable([
      file('manifest.json', 0, 900),
      file('events/day=2026-03-01/part-0.jsonl', 3, 30),
      file('catalog/part-0.jsonl', 2, 20),
      file('events/day=2026-03-02/part-0.jsonl', 4, 40),
    ]),
    [
      { table: 'events', files: 2, rows: 7, bytes: 70 },
      { table: 'catalog', files: 1, rows: 2, bytes: 20 },
    ],
  );
  assert.deepEqual(filesByTable([]), []);
});
