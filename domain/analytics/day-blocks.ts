const blockSpans = [32, 16, 8, 4, 2, 1] as const;
const [longestSpan] = blockSpans;

/** So many days that end with `lastDay`. Days are numbered from 1970-01-01 (UTC); a block begins at a multiple of its span, so that blocks of one span never overlap. */
export type DayBlock = { span: (typeof blockSpans)[number]; lastDay: number };

/** The blocks that a day is in, one of each span. */
export const blocksWith = (day: number): DayBlock[] =>
  blockSpans.map((span) => ({ span, lastDay: Math.floor(day / span) * span + span - 1 }));

/** The fewest blocks that cover the days from `from` to before `before`, each once, and no other: 8 at most for 30 days, 18 for 400. */
export function blocksOf(from: number, before: number): DayBlock[] {
  const blocks: DayBlock[] = [];
  for (let day = from; day < before; ) {
    const span = blockSpans.find((days) => day % days === 0 && day + days <= before) ?? 1;
    blocks.push({ span, lastDay: day + span - 1 });
    day += span;
  }
  return blocks;
}

/** Where the longest block with the day before ends. Who knows that blocks from `before` on are empty may ask up to here, and reads a third less of them. */
export const endOfBlocks = (before: number): number => Math.ceil(before / longestSpan) * longestSpan;
