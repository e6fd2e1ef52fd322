import { parseExactJson } from '#runtime/parse-exact-json.ts';
import { readLines } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';

export type JsonLines = { events: Record<string, unknown>[]; rows: number; refused: Refusal[] };

const exampleLength = 200;

/** Reads our own events, or their Segment and GA4 spellings, one a line. The server judges whether an event is valid. */
export async function readJsonl(file: string): Promise<JsonLines> {
  const refusals = createRefusals();
  const events: Record<string, unknown>[] = [];
  let rows = 0;
  for await (const line of readLines(file)) {
    if (line.trim() === '') continue;
    rows += 1;
    const event = parseObject(line);
    if (event === null) refusals.add('not a JSON object', line.slice(0, exampleLength));
    else events.push(event);
  }
  if (rows > 0 && events.length === 0)
    throw new Error(`${file} has no line that is a JSON object: this is not a file of events as JSON lines`);
  return { events, rows, refused: refusals.list() };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value = parseExactJson(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
