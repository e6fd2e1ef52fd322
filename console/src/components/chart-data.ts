/** A value that is not known is null: the line has a gap there. */
type Series = { name: string; values: readonly (number | null)[]; isDashed?: boolean };
/** `mark` is what the drawing says, in a word; the table has the whole text. */
type Note = { at: number; text: string; mark?: string };
export type ChartData = {
  /** What the x axis says below each value. */
  labels: readonly string[];
  series: readonly Series[];
  kind?: 'area' | 'line' | 'bar';
  /** Marks on the x axis, by the index of their label: what happened there. */
  notes?: readonly Note[];
};
