import type { ExportFormat } from '#schemas/http/replay-settings.ts';
import { openAvroFile } from './avro-file.ts';
import type { ExportedTable, TableWriter } from './exported-table.ts';
import { openJsonLines } from './json-lines.ts';
import { openParquetFile } from './parquet-file.ts';

type Opener = (path: string, table: ExportedTable) => TableWriter;

const openers: Readonly<Record<ExportFormat, Opener>> = {
  jsonl: openJsonLines,
  avro: openAvroFile,
  parquet: openParquetFile,
};

/** Makes a file of a table in a format, in place of what has its name. */
export const openTableWriter = (format: ExportFormat, path: string, table: ExportedTable): TableWriter =>
  openers[format](path, table);
