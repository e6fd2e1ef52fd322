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
  const text = '\uFEFFproductId;name;category;price\nmug;"Mug, blue; ""large""";Mugs;9.5\nbowl;Bowl\npot;Pot;Pots;7\n';
  const { lines, columns } = readProductFile(text);
  assert.deepEqual(columns, ['productId', 'name', 'category', 'price']);
  assert.deepEqual(lines[0], {
    line: 2,
    product: { productId: 'mug', name: 'Mug, blue; "large"', category: 'Mugs', price: '9.5' },
  });
  assert.deepEqual(lines[1], { line: 3, problem: 'The heading has 4 columns, this line has more or less.' });
  assert.deepEqual(lines[2], { line: 4, product: { productId: 'pot', name: 'Pot', category: 'Pots', price: '7' } });
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

test('columns that products need are asked for once, by any of their names, and a heading alone is told as one', () => {
  assert.throws(
    () => readProductFile('productId,name,colour\nmug,Mug,blue'),
    /^Error: The file has no column category, price\. /,
  );
  assert.throws(
    () => readProductFile('mug,Mug\n'),
    /no column productId, name, category, price\. The first line has to/,
  );
  assert.throws(() => readProductFile('productId,name,category,price\n\n'), /The file has a heading alone: no product/);
  const { lines } = readProductFile('SKU,Title,Product type,Price\nmug,Mug,Mugs,7');
  assert.deepEqual(lines, [{ line: 2, product: { productId: 'mug', name: 'Mug', category: 'Mugs', price: '7' } }]);
});

test('the columns are known by the first line alone', () => {
  assert.deepEqual(columnsOf('\uFEFFproductId;"colour"\r'), ['productId', 'colour']);
  assert.deepEqual(columnsOf('{"productId":"a"}'), []);
});
