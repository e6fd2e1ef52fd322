import type { RowProblem } from '#runtime/tables/read-table.ts';
import { lineProblems } from './read-lines.ts';

/** What is told of rows of a table that cannot be read. */
export const rowProblems: Readonly<Record<RowProblem, string>> = {
  ...lineProblems,
  stray_quote: 'a quote is not closed, or stands where none may be',
  other_width: 'more or fewer columns than the heading',
};
