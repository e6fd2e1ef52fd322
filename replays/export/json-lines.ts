import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { decimalOfPriceE4 } from '#domain/price.ts';
import type { Column, ExportedTable, Row, TableWriter, Value } from './exported-table.ts';

/** A JSON object a line: times in ISO 8601, money as a text with four places, so that no reader rounds it. Fields that are null are left out. */
export function openJsonLines(path: string, { columns }: ExportedTable): TableWriter {
  const file = createWriteStream(path);
  const ended = finished(file);
  ended.catch(() => {});
  return {
    async write(rows) {
      const text = rows.map((row) => `${lineOf(columns, row)}\n`).join('');
      if (!file.write(text)) await once(file, 'drain');
    },
    async close() {
      file.end();
      await ended;
    },
  };
}

const lineOf = (columns: readonly Column[], row: Row): string =>
  JSON.stringify(
    Object.fromEntries(
      columns.flatMap(({ name, kind }) => {
        const value = row[name] ?? null;
        return value === null ? [] : [[name, jsonOf(kind, value)]];
      }),
    ),
  );

function jsonOf(kind: Column['kind'], value: Value): unknown {
  if (kind === 'money') return decimalOfPriceE4(value as bigint);
  if (kind === 'json') return JSON.parse(value as string);
  return value;
}
