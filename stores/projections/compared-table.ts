import type { ProjectionTable } from './projection-table.ts';

/** What of a table must be the same in two versions that have folded the same records. */
export type ComparedTable = {
  /** By which reports name it. */
  name: string;
  /** What follows FROM: the table, or a query of it with `version`, `scope` and the columns below. */
  from: string;
  /** Which rows count, as a condition; null for all. */
  where: string | null;
  key: readonly string[];
  sums: readonly string[];
  /** Columns that are compared and not added up. */
  values: readonly string[];
  /** The UTC day of a row as SQL, for differences by day; null if rows have none. */
  day: string | null;
  /** The column with a shopper's id, which no report repeats; null if there is none. */
  shopper: string | null;
};

type Exceptions = { where?: string; ignored?: readonly string[] };

/**
 * Returns what of a table is compared. Sums are compared over all partitions: which of them a row is counted under may differ. Other rows whose key has the partition
 * are compared one by one.
 */
export function comparedTable(table: ProjectionTable, { where, ignored = [] }: Exceptions = {}): ComparedTable {
  const { name, columns, sums, time, shopper } = table;
  const key = sums.length === 0 ? table.key : table.key.filter((column) => column !== 'partition');
  const values = Object.keys(columns).filter(
    (column) => ![...key, ...sums, ...ignored].includes(column) && column !== 'partition',
  );
  const day = time === null ? null : columns[time] === 'date' ? time : `(${time} AT TIME ZONE 'UTC')::date`;
  return { name, from: name, where: where ?? null, key, sums, values: sums.length === 0 ? values : [], day, shopper };
}
