/**
 * The JavaScript type of each column type. `e4` is numeric in the table and is written as a whole number of 1/10,000. `?` means that it may
 * be null.
 */
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
 * The one description of a table of a projection. Folds write rows by it (`write-rows.ts`), rebuilds build and drop versions, retention deletes
 * by `time`, erasures rename by `shopper`, purges delete by the scope, and reads find the live version (`live-rows.ts`). A test compares columns,
 * types and key with those that the migration has made.
 */
export type ProjectionTable = {
  /** The projection that it belongs to. */
  projection: string;
  name: string;
  /** All columns but `version` and `partition`, which every table has. */
  columns: Readonly<Record<string, ColumnType>>;
  /** The columns of the primary key after `version`, in their order. */
  key: readonly string[];
  /** Columns whose values are added up if the row is there already. */
  sums: readonly string[];
  /** Columns whose values are replaced if the row is there already. A column that is neither here nor in `sums` keeps its first value. */
  replaced: readonly string[];
  /** The column with the time of a row, for retention; null if rows are kept for ever. */
  time: string | null;
  /** The column with a shopper's id, for erasures; null if there is none. */
  shopper: string | null;
};

/** A row as folds write it. */
export type RowOf<Table extends Pick<ProjectionTable, 'columns'>> = {
  -readonly [Column in keyof Table['columns']]: ValueOf[Table['columns'][Column]];
};

/** Describes a table. The compiler checks that key, sums and the rest name columns, and that one column is the scope. */
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

/** Returns the name of a column type in SQL. */
export function sqlTypeOf(type: ColumnType): string {
  return type === 'e4' ? 'numeric' : type.replace('?', '');
}
