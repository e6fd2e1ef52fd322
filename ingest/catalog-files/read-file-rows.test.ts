import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileFormats } from '#domain/catalog/files/index.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { type ReadRow, readFileRows } from './read-file-rows.ts';

const format = fileFormats['google-feed'];

async function read(
  file: string | Buffer,
  { encoding = undefined as TextEncoding | undefined, size = 5 } = {},
): Promise<ReadRow[]> {
  const bytes = Buffer.from(file as string);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: ReadRow[] = [];
  for await (const piece of readFileRows(pieces(), format, { idColumn: 'id', encoding })) rows.push(...piece);
  return rows;
}
const cells = (rows: readonly ReadRow[]) => rows.map((row) => ('cells' in row ? { ...row.cells } : row.error.code));

const rss = `<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>My shop</title>
<item><g:id>mug</g:id><title><![CDATA[Blue <b>mug</b>]]></title><g:price>12.95 EUR</g:price>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping></item>
<item><g:id>b&amp;w</g:id><title>Caf\u00e9</title><g:price>1</g:price></item>
</channel></rss>`;

test('items of a feed in XML are rows, whatever pieces it comes in; texts of elements within are none of the product', async () => {
  for (const size of [1, 7, 10_000]) {
    const rows = await read(rss, { size });
    assert.deepEqual(cells(rows), [
      { id: 'mug', title: 'Blue <b>mug</b>', price: '12.95 EUR', shipping: 'DE4.90 EUR' },
      { id: 'b&w', title: 'Caf\u00e9', price: '1' },
    ]);
    assert.deepEqual(
      rows.map(({ line }) => line),
      [3, 5],
    );
  }
});

test('entries of Atom are rows too, with the address of their link', async () => {
  const atom =
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>a</id><link href="/a"/></entry></feed>';
  assert.deepEqual(cells(await read(atom)), [{ id: 'a', link: '/a' }]);
});

test('no entity expands, and a document that breaks off says its line', async () => {
  const bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><id>&b;</id></item></rss>';
  await assert.rejects(read(bomb), { code: 'file_fault', message: /Line 1: .*entity/ });
  const outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><id>&x;</id></item></rss>';
  await assert.rejects(read(outside), { code: 'file_fault' });
  await assert.rejects(read(rss.slice(0, -30)), { code: 'file_fault', message: /Line 5/ });
  await assert.rejects(read('<rss><item><id>a</wrong></item></rss>'), { code: 'file_fault' });
});

test('a product of XML that is larger than any, and elements nested without end, are refused while they are read', async () => {
  await assert.rejects(read(`<rss><item><id>${'x'.repeat(300_000)}`, { size: 65_536 }), /more than 262144/);
  await assert.rejects(read('<a>'.repeat(100)), /nested too deep/);
});

test('XML is read in the encoding that it names, or that was asked for; bytes that are none of it are refused', async () => {
  const bytes = (head: string) => Buffer.from(`${head}<rss><item><id>caf\u00e9</id></item></rss>`, 'latin1');
  const declared = bytes('<?xml version="1.0" encoding="ISO-8859-1"?>');
  assert.deepEqual(cells(await read(declared, { size: 1_000 })), [{ id: 'caf\u00e9' }]);
  assert.deepEqual(cells(await read(bytes(''), { encoding: 'latin1' })), [{ id: 'caf\u00e9' }]);
  await assert.rejects(read(bytes(''), { size: 1_000 }), { code: 'file_fault', message: /no UTF-8/ });
});

test('a table lacks a column: nothing is read, and the columns that it has are named', async () => {
  await assert.rejects(read('id\tname\tprice\nmug\tMug\t1\n'), {
    code: 'file_fault',
    message: 'The heading lacks `title`; it has `id`, `name`, `price`. Nothing was read.',
  });
});

test('a packed file is read as what it holds, by its bytes; one that breaks off is an error', async () => {
  const table = 'id,title,price\nmug,Mug,1\n';
  assert.deepEqual(cells(await read(gzipSync(table))), cells(await read(table)));
  assert.deepEqual(cells(await read(gzipSync(rss))), cells(await read(rss)));
  await assert.rejects(read(gzipSync(table).subarray(0, -9)), { code: 'Z_BUF_ERROR' });
});

test('a feed of any length is read in the memory of a piece', async () => {
  const rows = 40_000;
  const row = `mug,"Blue mug","${'x'.repeat(500)}",12.95\n`;
  let made = 0;
  async function* feed() {
    yield Buffer.from('id,title,description,price\n');
    for (; made < rows; made += 100) yield Buffer.from(row.repeat(100));
  }
  let seen = 0;
  let furthestBehind = 0;
  for await (const piece of readFileRows(feed(), format, { idColumn: 'id', encoding: undefined })) {
    seen += piece.length;
    furthestBehind = Math.max(furthestBehind, made - seen);
  }
  assert.equal(seen, rows);
  assert.ok(furthestBehind <= 200, `at most two pieces are held: ${furthestBehind} rows were`);
});
