#!/usr/bin/env bash
# The encoder that createFileEncoder of avsc 5.7.9 returns is not the file: it emits 'finish', and stream/promises' finished() of its writable side resolves, before its last block is compressed and written,
# so that a file which is read, renamed or uploaded then has no row of that block, without any error. An error of the file is not the encoder's either: it is an unhandled 'error' event of a stream that
# nobody holds. Whoever needs the end pipes streams.BlockEncoder into a file stream of their own and waits for that one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund avsc@5.7.9

cat > main.mjs <<'JS'
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import avro from 'avsc';

const schema = { type: 'record', name: 'Row', fields: [{ name: 'text', type: 'string' }] };
const rows = Array.from({ length: 100 }, (_, n) => ({ text: `row ${n}` }));
const rowsIn = async (bytes) =>
  bytes.length === 0 ? 0 : (await Readable.from([bytes]).pipe(new avro.streams.BlockDecoder()).toArray()).length;
const bytesOf = (file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));

const encoder = avro.createFileEncoder('one.avro', schema, { codec: 'deflate' });
for (const row of rows) encoder.write(row);
encoder.end();
await finished(encoder, { readable: false });
const atFinish = await rowsIn(bytesOf('one.avro'));

const blocks = new avro.streams.BlockEncoder(schema, { codec: 'deflate' });
const written = pipeline(blocks, createWriteStream('other.avro'));
for (const row of rows) blocks.write(row);
blocks.end();
await written;
const atEnd = await rowsIn(bytesOf('other.avro'));

console.log(`avsc 5.7.9: of 100 rows a file has ${atFinish} when its encoder has finished; control: ${atEnd} when the file stream has`);
process.exit(atFinish === 0 && atEnd === 100 ? 0 : 1);
JS
node main.mjs
