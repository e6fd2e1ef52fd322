import { readLines } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import type { ImportItem } from './send-catalog.ts';

export type Sessions = {
  items: ImportItem[];
  events: Record<string, unknown>[];
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
 * Reads click sessions, TSV `session item time` (epoch seconds), with or without a header. Each line gives a `product_viewed`, in the order
 * of the file. A product's name is its id, and it has `attributes.placeholder`.
 */
export async function readSessions(file: string): Promise<Sessions> {
  const refusals = createRefusals();
  const items = new Set<string>();
  const sessions = new Set<string>();
  const events: Record<string, unknown>[] = [];
  let rows = 0;
  let lineNumber = 0;
  for await (const line of readLines(file)) {
    lineNumber += 1;
    if (line.trim() === '') continue;
    rows += 1;
    const [session = '', item = '', time = ''] = line.split('\t').map((cell) => cell.trim());
    const seconds = Number(time);
    if (session === '' || item === '' || time === '' || !(Math.abs(seconds) <= maxSeconds)) {
      if (rows > 1)
        refusals.add('not `session TAB item TAB time in epoch seconds`', `line ${lineNumber}: ${line.slice(0, 100)}`);
      else if (line.split('\t').length < 3)
        throw new Error(`the first line is not \`session TAB item TAB time\`: ${line.slice(0, 100)}`);
      continue;
    }
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
    rows,
    sessions: sessions.size,
    refused: refusals.list(),
  };
}
