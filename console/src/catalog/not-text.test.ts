import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { notText } from './not-text.ts';

test('a workbook, a picture, a PDF, an archive and anything with NUL bytes are told by name, with what to do', () => {
  const told = (...parts: (string | number[])[]) =>
    notText(Buffer.concat(parts.map((part) => Buffer.from(part as string))), false);
  const zip = [0x50, 0x4b, 3, 4, 20, 0, 0, 0];
  assert.match(told(zip, '[Content_Types].xml') ?? '', /is an Excel workbook, no CSV\. .* save it as CSV/);
  assert.match(told(zip, 'mimetypeapplication/vnd.oasis.opendocument.spreadsheet') ?? '', /Excel workbook/);
  assert.match(told(zip, 'notes.txt') ?? '', /a zip archive\. .* saved as CSV/);
  assert.match(told([0xd0, 0xcf, 0x11, 0xe0, 0xa1]) ?? '', /an Excel workbook of the older kind.* save it as CSV/);
  assert.match(told([0x89], 'PNG\r\n') ?? '', /a picture \(PNG\).*saved as CSV/);
  assert.match(told([0xff, 0xd8, 0xff, 0xe0]) ?? '', /a picture \(JPEG\)/);
  assert.match(told('GIF89a') ?? '', /a picture \(GIF\)/);
  assert.match(told('%PDF-1.7') ?? '', /a PDF/);
  assert.match(told('productId,name', [0, 1]) ?? '', /no text, but binary\. .*saved as CSV/);
});

test('what is packed by gzip is told where nobody unpacks it, and text is text in all its letters', () => {
  const packed = gzipSync('id\ttitle\n');
  assert.match(notText(packed, false) ?? '', /packed by gzip\. Unpack it first/);
  assert.equal(notText(packed, true), null);
  for (const text of [Buffer.from('PK,GIF,%\nä'), Buffer.from('\uFEFFname\n', 'utf16le'), Buffer.from([0xe4, 0x2c])])
    assert.equal(notText(text, false), null);
});
