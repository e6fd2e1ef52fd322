import type { ReplayView } from '#schemas/http/replays.ts';

type ExportFile = Pick<ReplayView['files'][number], 'path' | 'rows' | 'bytes'>;

/** The files of one kind of data, with how much is in them. */
export type FilesOfTable = { table: string; files: number; rows: number; bytes: number };

/** Sums up the files of an export by what they hold, which the first folder of their path names, in the order in which they stand. The manifest is none of them. */
export function filesByTable(files: readonly ExportFile[]): FilesOfTable[] {
  const tables = Map.groupBy(
    files.filter(({ path }) => path.includes('/')),
    ({ path }) => path.split('/', 1)[0] ?? '',
  );
  return [...tables].map(([table, of]) => ({
    table,
    files: of.length,
    rows: of.reduce((sum, { rows }) => sum + rows, 0),
    bytes: bytesOf(of),
  }));
}

/** How much files have together. */
export const bytesOf = (files: readonly ExportFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
