import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { zipOf } from './zip.ts';

const entry = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

/** Reads a zip file by its central directory, as programs do. */
async function unzip(zip: Blob): Promise<[string, string][]> {
  const bytes = Buffer.from(await zip.arrayBuffer());
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  const found: [string, string][] = [];
  let at = bytes.readUInt32LE(end + 16);
  assert.equal(at + bytes.readUInt32LE(end + 12), end, 'the directory ends where its end begins');
  for (let n = 0; n < bytes.readUInt16LE(end + 10); n += 1) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [sum, size, nameLength] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    const local = bytes.readUInt32LE(at + 42);
    assert.equal(bytes.readUInt32LE(local), 0x04034b50);
    assert.deepEqual(
      bytes.subarray(local + 4, local + 30),
      bytes.subarray(at + 6, at + 32),
      'both headers say the same',
    );
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    const data = bytes.subarray(local + 30 + nameLength, local + 30 + nameLength + size);
    assert.equal(crc32(data), sum);
    found.push([name, data.toString()]);
    at += 46 + nameLength;
  }
  return found;
}

test('files come out of a zip file as they went in, with their folders', async () => {
  const files = [
    entry('events/day=2026-03-01/part-0.jsonl', '{"a":1}\n'),
    entry('leer.txt', ''),
    entry('größe ü.csv', 'é'),
  ];
  const out = files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]);
  assert.deepEqual(await unzip(zipOf(files)), out);
  assert.deepEqual(await unzip(zipOf([])), []);
});

test('more files than the format can count are refused', () => {
  assert.throws(() => zipOf(Array.from({ length: 65_536 }, () => entry('a', ''))), /65535 files at most/);
});
