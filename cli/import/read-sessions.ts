import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { lineProblems, readLines } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import type { ImportItem } from './send-catalog.ts';
import { type SessionColumns, sessionColumnsOf } from './session-columns.ts';

export type Sessions = {
  items: ImportItem[];
  events: Record<string, unknown>[];
  /** Of each event the line that it is on, from 1. */
  lines: number[];
  rows: number;
  sessions: number;
  /** Rows that cannot be read, with their lines. */
  refused: Refusal[];
};

/** Items have no price in such a file, and a catalog needs one. */
const placeholderPrice = 0;
const category = 'Imported';
/** The last second that a `Date` has. */
const maxSeconds = 8.64e12;

/**
 * Reads click sessions, TSV `session item time` (epoch seconds), by a heading or in this order without one. Each line gives a `product_viewed`, in the order
 * of the file. A product's name is its id, and it has `attributes.placeholder`. Throws if no line can be read, or if a heading lacks a column.
 */
export async function readSessions(file: string, encoding: TextEncoding): Promise<Sessions> {
  const refusals = createRefusals();
  const items = new Set<string>();
  const sessions = new Set<string>();
  const events: Record<string, unknown>[] = [];
  const lines: number[] = [];
  let columns: SessionColumns | undefined;
  let rows = 0;
  for await (const read of readLines(file, encoding)) {
    const { line } = read;
    if ('problem' in read) {
      rows += 1;
      refusals.add(lineProblems[read.problem], `line ${line}`);
      continue;
    }
    if (read.text.trim() === '') continue;
    rows += 1;
    const cells = read.text.split('\t').map((cell) => cell.trim());
    if (columns === undefined) {
      const first = sessionColumnsOf(cells);
      columns = first.columns;
      if (first.isHeading) continue;
    }
    const { [columns.session]: session = '', [columns.item]: item = '', [columns.time]: time = '' } = cells;
    const seconds = Number(time);
    if (session === '' || item === '' || time === '' || !(Math.abs(seconds) <= maxSeconds)) {
      refusals.add('not `session TAB item TAB time in epoch seconds`', `line ${line}: ${read.text.slice(0, 100)}`);
      continue;
    }
    lines.push(line);
    items.add(item);
    sessions.add(session);
    events.push({
      eventType: 'product_viewed',
      userId: `session-${session}`,
      sessionId: session,
      productId: item,
      timestamp: new Date(Math.floor(seconds * 1000)).toISOString(),
    });
  }
  if (rows > 0 && events.length === 0)
    throw new Error(`${file} has no line \`session TAB item TAB time\`: this is not a file of sessions`);
  return {
    items: [...items].map((productId) => ({
      productId,
      name: productId,
      category,
      price: placeholderPrice,
      attributes: { placeholder: true },
    })),
    events,
    lines,
    rows,
    sessions: sessions.size,
    refused: refusals.list(),
  };
}
