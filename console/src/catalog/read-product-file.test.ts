import assert from 'node:assert/strict';
import test from 'node:test';
import { readProductFile } from './read-product-file.ts';

test('JSON lines are products with their lines, and a line that is no JSON says so', async () => {
  const { lines, columns } = await readProductFile('{"productId":"a"}\n\n{"productId":\n{"productId":"b"}\n');
  assert.equal(columns, null);
  assert.deepEqual(lines[0], { line: 1, product: { productId: 'a' } });
  assert.match((lines[1] as { problem: string }).problem, /^This line is no JSON/);
  assert.deepEqual(lines[2], { line: 4, product: { productId: 'b' } });
});

test('a table is read by the delimiter of its heading, with quotes, and a line of another width says so', async () => {
  const text = '\uFEFFproductId;name;price\nmug;"Mug, blue; ""large""";9.5\nbowl;Bowl\npot;Pot;7\n';
  const { lines, columns } = await readProductFile(text);
  assert.deepEqual(columns, ['productId', 'name', 'price']);
  assert.deepEqual(lines[0], { line: 2, product: { productId: 'mug', name: 'Mug, blue; "large"', price: '9.5' } });
  assert.deepEqual(lines[1], { line: 3, problem: 'The heading has 3 columns, this line has more or less.' });
  assert.deepEqual(lines[2], { line: 4, product: { productId: 'pot', name: 'Pot', price: '7' } });
});

test('an empty file and a quote that is never closed are refused as a whole', async () => {
  await assert.rejects(readProductFile(''), /The file is empty/);
  await assert.rejects(readProductFile('productId,name\nmug,"Mug'), /Quote/);
});
