import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { replaceLargeFile } from '#runtime/replace-file.ts';
import type { ExportFormat } from '#schemas/http/replay-settings.ts';
import type { ReplayFile } from '#schemas/http/replays.ts';
import type { ExportedTable, Row } from './exported-table.ts';
import { openTableWriter } from './table-writer.ts';

const endingOf: Readonly<Record<ExportFormat, string>> = { jsonl: 'jsonl', avro: 'avro', parquet: 'parquet' };

/** Where the rows of a day lie: readers that know partitions by folders (Hive, DuckDB, Spark) have the day as a column. `day` null: the table is one file. */
export const pathOf = (table: ExportedTable['name'], day: string | null, format: ExportFormat): string =>
  day === null ? `${table}/part-0.${endingOf[format]}` : `${table}/day=${day}/part-0.${endingOf[format]}`;

/** Writes rows as one file, whole or not at all, and says what is in it. Null, and no file, if there is no row. */
export async function writeFileOf(
  folder: string,
  path: string,
  table: ExportedTable,
  format: ExportFormat,
  pieces: AsyncIterable<readonly Row[]>,
): Promise<ReplayFile | null> {
  const rest = pieces[Symbol.asyncIterator]();
  let piece = await rest.next();
  while (piece.done !== true && piece.value.length === 0) piece = await rest.next();
  if (piece.done === true) return null;
  const first = piece.value;
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  let rows = 0;
  await replaceLargeFile(file, { isSynced: true }, async (draft) => {
    const writer = openTableWriter(format, draft, table);
    for await (const some of withFirst(first, rest)) {
      rows += some.length;
      await writer.write(some);
    }
    await writer.close();
  });
  return { path, rows, ...(await measure(file)) };
}

async function* withFirst<Piece>(first: Piece, rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The size and the SHA-256 of a file. */
export async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
}
