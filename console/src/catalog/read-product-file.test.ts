import assert from 'node:assert/strict';
import test from 'node:test';
import { columnsOf, readProductFile } from './read-product-file.ts';

test('JSON lines are products with their lines, and a line that is no JSON says so', () => {
  const { lines, columns } = readProductFile('{"productId":"a"}\n\n{"productId":\n{"productId":"b"}\n');
  assert.equal(columns, null);
  assert.deepEqual(lines[0], { line: 1, product: { productId: 'a' } });
  assert.match((lines[1] as { problem: string }).problem, /^This line is no JSON/);
  assert.deepEqual(lines[2], { line: 4, product: { productId: 'b' } });
});

test('a table is read by the delimiter of its heading, with quotes, and a line of another width says so', () => {
  const text = '\uFEFFproductId;name;price\nmug;"Mug, blue; ""large""";9.5\nbowl;Bowl\npot;Pot;7\n';
  const { lines, columns } = readProductFile(text);
  assert.deepEqual(columns, ['productId', 'name', 'price']);
  assert.deepEqual(lines[0], { line: 2, product: { productId: 'mug', name: 'Mug, blue; "large"', price: '9.5' } });
  assert.deepEqual(lines[1], { line: 3, problem: 'The heading has 3 columns, this line has more or less.' });
  assert.deepEqual(lines[2], { line: 4, product: { productId: 'pot', name: 'Pot', price: '7' } });
});

test('a quote that is never closed costs its line, which is said by number, and the lines behind it are products', () => {
  const rows = Array.from({ length: 5 }, (_, n) => `p${n},Product ${n},Mugs,${n}`);
  rows[2] = 'p2,"Product 2,Mugs,2';
  const { lines } = readProductFile(['productId,name,category,price', ...rows].join('\n'));
  assert.deepEqual(
    lines.map((one) => ('problem' in one ? one.line : (one.product as { productId: string }).productId)),
    ['p0', 'p1', 4, 'p3', 'p4'],
  );
  assert.match((lines[2] as { problem: string }).problem, /a quote in this line is not closed/);
});

test('an empty file, and a heading with a quote that is never closed, are refused as a whole', () => {
  assert.throws(() => readProductFile(''), /The file is empty/);
  assert.throws(() => readProductFile('productId,"name\nmug,Mug'), /Line 1 is no heading: a quote/);
});

test('the columns are known by the first line alone', () => {
  assert.deepEqual(columnsOf('\uFEFFproductId;"colour"\r'), ['productId', 'colour']);
  assert.deepEqual(columnsOf('{"productId":"a"}'), []);
});
