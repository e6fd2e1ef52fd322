import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvText } from './csv-text.ts';

test('cells are quoted where they must be, and what a spreadsheet would run is a text', () => {
  const rows = [
    ['line', 'productId', 'why'],
    [2, '=HYPERLINK("https://evil.example")', 'Say "price", please.'],
    [-3, ' +1', 'two\nlines'],
  ];
  assert.equal(
    csvText(rows),
    'line,productId,why\r\n2,"\'=HYPERLINK(""https://evil.example"")","Say ""price"", please."\r\n-3,\' +1,"two\nlines"\r\n',
  );
});
