/** Where in a line of sessions its cells stand, from 0. */
export type SessionColumns = { session: number; item: number; time: number };

const names: Record<keyof SessionColumns, RegExp> = {
  session: /^(session|visit)[ _-]?(id|number)?$/i,
  item: /^(item|product)[ _-]?(id|number)?$/i,
  time: /^(time|timestamp|time[ _-]?stamp|epoch|seconds)$/i,
};

/**
 * Returns where the columns are by the first line of a file of sessions, and whether that line names them: one whose third cell is a number is no heading, and its columns are `session`, `item`,
 * `time`. Throws an error that says which columns a heading lacks: what is read by the wrong column makes products of sessions.
 */
export function sessionColumnsOf(cells: readonly string[]): { columns: SessionColumns; isHeading: boolean } {
  if (cells[2] !== undefined && cells[2] !== '' && Number.isFinite(Number(cells[2])))
    return { columns: { session: 0, item: 1, time: 2 }, isHeading: false };
  const columns = {} as SessionColumns;
  const lacking: string[] = [];
  for (const [column, pattern] of Object.entries(names) as [keyof SessionColumns, RegExp][]) {
    columns[column] = cells.findIndex((cell) => pattern.test(cell));
    if (columns[column] < 0) lacking.push(column);
  }
  if (lacking.length === 0) return { columns, isHeading: true };
  throw new Error(
    `the first line is neither \`session TAB item TAB time\`, the time in epoch seconds, nor a heading with these columns: it lacks ${lacking.join(', ')}. It is: ${cells.join(' | ').slice(0, 200)}`,
  );
}
