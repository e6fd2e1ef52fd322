import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import avro, { type Schema } from 'avsc';
import type { Column, ExportedTable, Row, TableWriter, Value } from './exported-table.ts';

/** The widest number of 1/10,000 that Postgres sums to here. */
const moneyDigits = 18;

const typeOf = {
  text: 'string',
  uuid: { type: 'string', logicalType: 'uuid' },
  time: { type: 'long', logicalType: 'timestamp-millis' },
  money: { type: 'bytes', logicalType: 'decimal', precision: moneyDigits, scale: 4 },
  integer: 'long',
  number: 'double',
  boolean: 'boolean',
  json: 'string',
  texts: { type: 'array', items: 'string' },
} as const satisfies Readonly<Record<Column['kind'], Schema>>;

/** An Avro object container file, whose head has the schema; blocks are deflated. Money is a decimal, `json` is its text. */
export function openAvroFile(path: string, { name, columns }: ExportedTable): TableWriter {
  const schema: Schema = {
    type: 'record',
    name,
    namespace: 'recomengine.exported',
    fields: columns.map((column) =>
      column.isNullable === true
        ? { name: column.name, type: ['null', typeOf[column.kind]], default: null }
        : { name: column.name, type: typeOf[column.kind] },
    ),
  };
  const blocks = new avro.streams.BlockEncoder(schema, { codec: 'deflate' });
  // Its blocks are compressed after it has told that it is finished (findings/avsc-finish.sh): the file is what is waited for.
  const ended = pipeline(blocks, createWriteStream(path));
  ended.catch(() => {});
  return {
    async write(rows) {
      for (const row of rows) if (!blocks.write(recordOf(columns, row))) await once(blocks, 'drain');
    },
    async close() {
      blocks.end();
      await ended;
    },
  };
}

const recordOf = (columns: readonly Column[], row: Row): object =>
  Object.fromEntries(columns.map(({ name, kind }) => [name, avroOf(kind, row[name] ?? null)]));

function avroOf(kind: Column['kind'], value: Value): unknown {
  if (value === null) return null;
  if (kind === 'time') return (value as Date).getTime();
  if (kind === 'money') return bytesOf(value as bigint);
  return value;
}

/** Two's complement, the highest byte first, as decimals of Avro are. */
function bytesOf(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
