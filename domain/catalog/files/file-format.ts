import type { ContractError } from '#schemas/contract-errors.ts';

/** A product of a file by the columns of its format, with the line that it begins in. */
export type FileRow = { line: number; cells: Readonly<Record<string, string>> };

/** A product as the API takes it, or as far as the file has it: `judgeItem` says what is wrong with it, and `faults` what is wrong with columns that only the format knows. */
export type FileProduct = {
  line: number;
  product: Readonly<Record<string, unknown>>;
  faults?: readonly ContractError[];
};
/** Rows that are no product for a reason that only the format knows. */
export type FileProblem = { line: number; problem: string };

export type FileOptions = {
  /** The column with the product ids, as `columnName` of the format has it. */
  idColumn: string;
  /** Prices that hold for a time are compared with this. */
  nowMs: number;
};

/** Makes products of rows, which come in the order of the file. A format whose products have several rows gives each of them once it is whole. */
export type ProductReader = {
  push(row: FileRow): (FileProduct | FileProblem)[];
  end(): (FileProduct | FileProblem)[];
};

/** What is understood of the files of one program. */
export type FileFormat = {
  /** How the program's spellings of a column are told apart: `Product Type`, `g:product_type` and `product_type` may be one. */
  columnName: (heading: string) => string;
  /** Without these a file is none of the format. */
  required: readonly string[];
  /** Whose texts are the product ids if nothing else is asked for. */
  idColumn: string;
  createReader: (options: FileOptions) => ProductReader;
};

/** A cell without the space around it; empty if there is none. */
export const cellOf = ({ cells }: FileRow, column: string): string => (cells[column] ?? '').trim();

/** Only the fields that say something: those of the others are left out. */
export const saying = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));
