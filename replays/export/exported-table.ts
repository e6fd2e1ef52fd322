import type { ExportTable } from '#schemas/http/replay-settings.ts';

/**
 * How the values of a column look, whatever the format: `time` a Date, `money` a whole number of 1/10,000 as bigint, `json` a text of JSON, `texts` a list of texts; the others as
 * in JavaScript. A value may be null where `isNullable`.
 */
export type Column = {
  name: string;
  kind: 'text' | 'uuid' | 'time' | 'money' | 'integer' | 'number' | 'boolean' | 'json' | 'texts';
  isNullable?: true;
};

export type Value = string | number | bigint | boolean | Date | readonly string[] | null;

/** By the names of the columns. */
export type Row = Readonly<Record<string, Value>>;

/** What is exported under one name, with what each column holds. */
export type ExportedTable = { name: ExportTable; columns: readonly Column[] };

/** A file that rows are written to. `close` resolves once all of it is with the file system; a file that is not closed is no file of its format. */
export type TableWriter = { write(rows: readonly Row[]): Promise<void>; close(): Promise<void> };
