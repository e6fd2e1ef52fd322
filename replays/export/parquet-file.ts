import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Column, ExportedTable, Row, TableWriter } from './exported-table.ts';

/** So many rows are held in memory; readers skip groups by their statistics. */
const rowsPerGroup = 20_000;

const element: Readonly<Record<Exclude<Column['kind'], 'texts'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  uuid: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  money: {
    type: 'INT64',
    converted_type: 'DECIMAL',
    precision: 18,
    scale: 4,
    logical_type: { type: 'DECIMAL', precision: 18, scale: 4 },
  },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  // Not JSON: that would be parsed and written anew, and this is the text as it was sent.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
};

/** An Apache Parquet file, compressed by Snappy. Money is a decimal of four places, times are UTC in milliseconds, `json` is its text. */
export function openParquetFile(path: string, { name, columns }: ExportedTable): TableWriter {
  const file = fileWriter(path);
  const root: SchemaElement = { name, num_children: columns.length };
  const writer = new ParquetWriter({
    writer: file,
    schema: [root, ...columns.flatMap(elementsOf)],
    createdBy: 'RecomEngine',
  });
  let held: Row[] = [];
  const writeGroup = () => {
    if (held.length > 0)
      writer.write({ columnData: columns.map((column) => dataOf(column, held)), rowGroupSize: rowsPerGroup });
    held = [];
  };
  return {
    async write(rows) {
      held.push(...rows);
      if (held.length >= rowsPerGroup) writeGroup();
    },
    async close() {
      writeGroup();
      writer.finish();
    },
  };
}

function elementsOf({ name, kind, isNullable }: Column): SchemaElement[] {
  if (kind === 'texts')
    return [
      { name, converted_type: 'LIST', logical_type: { type: 'LIST' }, repetition_type: 'REQUIRED', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', ...element.text, repetition_type: 'REQUIRED' },
    ];
  return [{ name, ...element[kind], repetition_type: isNullable === true ? 'OPTIONAL' : 'REQUIRED' }];
}

function dataOf({ name, kind }: Column, rows: readonly Row[]) {
  const values = rows.map((row) => row[name] ?? null);
  return {
    name,
    data: kind === 'integer' ? values.map((value) => (value === null ? null : BigInt(Number(value)))) : values,
  };
}
