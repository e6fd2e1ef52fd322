import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import avro from 'avsc';
import { parquetReadObjects } from 'hyparquet';
import { type ExportFormat, exportFormats } from '#schemas/http/replay-settings.ts';
import type { ExportedTable } from './exported-table.ts';
import { openTableWriter } from './table-writer.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-table-'));
after(() => rmSync(dir, { recursive: true }));

const table: ExportedTable = { name: 'exposures', columns: [{ name: 'requestId', kind: 'text' }] };

const countRows: Readonly<Record<ExportFormat, (bytes: Buffer) => Promise<number>>> = {
  jsonl: async (bytes) => bytes.toString().split('\n').length - 1,
  avro: async (bytes) => (await Readable.from([bytes]).pipe(new avro.streams.BlockDecoder()).toArray()).length,
  parquet: async (bytes) => (await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })).length,
};

for (const format of exportFormats)
  test(`once it is closed, a file of ${format} has every row`, async () => {
    for (const count of [1, 100, 30_000]) {
      const file = join(dir, `${count}.${format}`);
      const writer = openTableWriter(format, file, table);
      await writer.write(Array.from({ length: count }, (_, n) => ({ requestId: `request ${n}` })));
      await writer.close();
      // At once: what would only come later is not in these bytes.
      const bytes = readFileSync(file);
      assert.equal(await countRows[format](bytes), count);
    }
  });

for (const format of exportFormats)
  test(`a file of ${format} that cannot be written fails`, async () => {
    const writing = async () => {
      const writer = openTableWriter(format, join(dir, 'gone', `1.${format}`), table);
      await writer.write([{ requestId: 'request' }]);
      await writer.close();
    };
    await assert.rejects(writing, { code: 'ENOENT' });
  });
