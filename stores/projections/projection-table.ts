/** What a value of each type is in JavaScript. `e4` is numeric in the table and written as a whole number of 1/10,000; `?` may be null. */
type ValueOf = {
  smallint: number;
  integer: number;
  bigint: number | bigint;
  e4: number | bigint;
  numeric: string;
  text: string;
  'text?': string | null;
  boolean: boolean;
  uuid: string;
  date: string;
  timestamptz: Date;
  /** JSON as a text. */
  jsonb: string;
};
export type ColumnType = keyof ValueOf;

/**
 * One table of a projection, said once: folds write by it (`write-rows.ts`), rebuilds build and drop versions by it, retention drops by its
 * time, erasures rename by its shopper, purges delete by its scope, reads join its live version (`live-rows.ts`). Its columns, and types and
 * key, are those of its migration: a test compares them.
 */
export type ProjectionTable = {
  /** The projection that it belongs to. */
  projection: string;
  name: string;
  /** Beside `version` and `partition`, which every table has. */
  columns: Readonly<Record<string, ColumnType>>;
  /** The primary key behind `version`. */
  key: readonly string[];
  /** What is added to a row that is there. */
  sums: readonly string[];
  /** What stands in for the value of a row that is there; a column that is neither here nor in `sums` stays as it was. */
  replaced: readonly string[];
  /** Of when a row is, for retention; null for what does not age. */
  time: string | null;
  /** Whose row it is, for erasures; null where no shopper is named. */
  shopper: string | null;
};

/** A row as folds write it. */
export type RowOf<Table extends Pick<ProjectionTable, 'columns'>> = {
  -readonly [Column in keyof Table['columns']]: ValueOf[Table['columns'][Column]];
};

/** Describes a table; the compiler holds key, sums and the rest to its columns, of which one is the scope. */
export function describeTable<
  const Columns extends Readonly<Record<string, ColumnType>> & { readonly scope: 'integer' },
  Column extends keyof Columns & string = keyof Columns & string,
>(
  table: ProjectionTable & {
    columns: Columns;
    key: readonly (Column | 'partition')[];
    sums: readonly Column[];
    replaced: readonly (Column | 'partition')[];
    time: Column | null;
    shopper: Column | null;
  },
): ProjectionTable & { columns: Columns } {
  return table;
}

/** The type of a column as SQL names it. */
export function sqlTypeOf(type: ColumnType): string {
  return type === 'e4' ? 'numeric' : type.replace('?', '');
}
