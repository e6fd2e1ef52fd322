import type pg from 'pg';
import { type ProjectionTable, type RowOf, sqlTypeOf } from './projection-table.ts';

const statements = new WeakMap<ProjectionTable, string>();

/**
 * Writes rows of one partition into a version of a table, all in one statement, in the order of their keys. If a row is there already, its sums
 * are added up and its replaced columns replaced. The keys must be distinct.
 */
export async function writeRows<Table extends ProjectionTable>(
  client: pg.PoolClient,
  table: Table,
  { version, partition }: { version: number; partition: number },
  rows: readonly RowOf<Table>[],
): Promise<void> {
  if (rows.length === 0) return;
  const known = statements.get(table);
  const text = known ?? statementOf(table);
  if (known === undefined) statements.set(table, text);
  await client.query({
    name: `write-${table.name}`,
    text,
    values: [version, partition, ...Object.keys(table.columns).map((column) => rows.map((row) => row[column]))],
  });
}

function statementOf({ name, columns, key, sums, replaced }: ProjectionTable): string {
  const names = Object.keys(columns).map(quoted);
  const types = Object.values(columns);
  const changes = [
    ...sums.map(quoted).map((column) => `${column} = t.${column} + excluded.${column}`),
    ...replaced.map(quoted).map((column) => `${column} = excluded.${column}`),
  ];
  return `INSERT INTO ${name} AS t (version, partition, ${names.join(', ')})
    SELECT $1, $2, ${names.map((column, n) => (types[n] === 'e4' ? `${column} * 0.0001` : column)).join(', ')}
    FROM unnest(${types.map((type, n) => `$${n + 3}::${sqlTypeOf(type)}[]`).join(', ')}) AS a (${names.join(', ')})
    ORDER BY ${key
      .filter((column) => column !== 'partition')
      .map(quoted)
      .join(', ')}
    ON CONFLICT (version, ${key.map(quoted).join(', ')}) DO UPDATE SET ${changes.join(', ')}`;
}

const quoted = (column: string): string => `"${column}"`;
