/** One line of the report: what was measured, what came out, and the goal of the issue that asked for it. */
export type Row = { what: string; value: string; goal: string };

export const rate = (count: number, seconds: number): string => `${Math.round(count / seconds).toLocaleString('en')}/s`;
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** Renders the rows as a table of docs/benchmarks.md. */
export function renderRows(rows: readonly Row[]): string {
  return [
    '| what | measured | goal |',
    '| --- | --- | --- |',
    ...rows.map(({ what, value, goal }) => `| ${what} | ${value} | ${goal} |`),
  ].join('\n');
}
