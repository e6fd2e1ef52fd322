/** A value that is not known is null: the line has a gap there. What is dotted has the colour of the series that it goes on as, by its index. */
export type Series = { name: string; values: readonly (number | null)[]; isDashed?: boolean; dottedOf?: number };
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

/** Returns the marks of what happened at labels, by their index: in the drawing how many changes, in the table each of them. What happened at none (-1) is left out. */
export const notesOf = (byLabel: ReadonlyMap<number, readonly { text: string }[]>): Note[] =>
  [...byLabel]
    .filter(([at]) => at >= 0)
    .map(([at, those]) => ({
      at,
      text: those.map(({ text }) => text).join('; '),
      mark: those.length === 1 ? 'change' : `${those.length} changes`,
    }));
