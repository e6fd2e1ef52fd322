import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DumpDamaged } from './dump-damaged.ts';
import { type DumpLine, leftOut } from './dump-line.ts';
import { readDump, verifyDump } from './read-dump.ts';

let dir: string;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-dump-'));
});
after(() => rmSync(dir, { recursive: true }));

const lines: DumpLine[] = [
  { kind: 'tenant', format: 1, name: 'Mugs & Möre', config: { currency: 'EUR' }, begunAt: '2026-03-01T00:00:00.000Z' },
  { kind: 'rules', placementId: 'home', rules: [] },
  { kind: 'product', space: 'live', item: { productId: 'mug', name: 'Mug' } },
  { kind: 'event', space: 'live', event: { eventType: 'product_viewed', userId: 'ada', productId: 'mug' } },
];

/** The bytes of a dump, as `writeDump` writes it. */
function dumpOf(of: readonly object[]): Buffer {
  const text = of.map((line) => `${JSON.stringify(line)}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const manifest = { kind: 'manifest', lines: of.length, counts: {}, sha256, repeats: 0, archivedMonths: [], leftOut };
  return Buffer.from(`${text}${JSON.stringify(manifest)}\n`);
}
const whole = dumpOf(lines);

async function verified(bytes: Buffer) {
  const file = join(dir, 'dump');
  writeFileSync(file, bytes);
  return verifyDump(file);
}
const isRefused = (bytes: Buffer, said = /./) =>
  assert.rejects(verified(bytes), (error) => error instanceof DumpDamaged && said.test(error.message));

test('a whole dump is read line by line, packed or not', async () => {
  for (const bytes of [whole, gzipSync(whole)]) {
    const { head, manifest } = await verified(bytes);
    assert.deepEqual([head.name, manifest.lines], ['Mugs & Möre', 4]);
    const read: DumpLine[] = [];
    for await (const line of readDump(join(dir, 'dump'))) read.push(line);
    assert.deepEqual(read, lines);
  }
});

test('a dump that was cut, anywhere, is refused', async () => {
  const packed = gzipSync(whole);
  // Its last line end may be missing, which no editor minds.
  for (let length = 0; length < whole.length - 1; length += 7) await isRefused(whole.subarray(0, length));
  for (let length = 1; length < packed.length; length += 7) await isRefused(packed.subarray(0, length));
  await isRefused(whole.subarray(0, whole.lastIndexOf('\n', -2) + 1), /before its manifest/);
});

test('a dump that was changed is refused: a letter, a line more, a line less', async () => {
  await isRefused(Buffer.from(whole.toString().replace('"ada"', '"bob"')), /it was changed/);
  const texts = whole.toString().split('\n');
  await isRefused(Buffer.from(texts.toSpliced(2, 1).join('\n')), /it was changed/);
  await isRefused(Buffer.from(texts.toSpliced(2, 0, texts[2] ?? '').join('\n')), /it was changed/);
});

test('what this version does not know is refused before anything is written', async () => {
  const [head, ...rest] = lines;
  await isRefused(dumpOf([{ ...head, format: 2 }, ...rest]), /format 2.*install the version that wrote it/);
  await isRefused(dumpOf([{ ...head, config: { currency: 'euros' } }, ...rest]), /currency/);
  const rules = [{ id: 'a', name: 'A' }];
  await isRefused(dumpOf([head ?? {}, { kind: 'rules', placementId: 'home', rules }, ...rest]), /rules/);
  await isRefused(dumpOf(rest), /does not begin/);
  await isRefused(Buffer.concat([whole, Buffer.from('{"kind":"event"}\n')]), /line 6 comes after its manifest/);
  await isRefused(Buffer.alloc(0), /it is empty/);
  await isRefused(Buffer.from([0xff, 0x80, 0x0a]), /line 1 is not UTF-8: this is no dump/);
  await isRefused(Buffer.from([0xff, 0xfe, 0x80, 0x0a]), /it is in UTF-16: this is no dump/);
  await isRefused(Buffer.from('{"eventType":"product_viewed"}\n'), /no line of a dump/);
});

test('a file that is missing, or is a folder, is refused in words', async () => {
  const folder = join(dir, 'folder');
  mkdirSync(folder);
  await assert.rejects(verifyDump(join(dir, 'nothing')), /nothing is not restored: there is no such file/);
  await assert.rejects(verifyDump(folder), /folder is not restored: it is a folder/);
});
