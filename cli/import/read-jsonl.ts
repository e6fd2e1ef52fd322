import { createHash } from 'node:crypto';
import { parseExactJson } from '#runtime/parse-exact-json.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { lineProblems, readLines } from './read-lines.ts';
import { createRefusals, type Refusal } from './refusals.ts';

export type JsonLines = {
  events: Record<string, unknown>[];
  /** Of each event the line that it is on, from 1. */
  lines: number[];
  /** SHA-256 of the file's bytes, unpacked, as hex. */
  contentHash: string;
  rows: number;
  refused: Refusal[];
};

const exampleLength = 200;

/** Reads our own events, or their Segment and GA4 spellings, one a line. The server judges whether an event is valid. */
export async function readJsonl(file: string, encoding: TextEncoding): Promise<JsonLines> {
  const refusals = createRefusals();
  const events: Record<string, unknown>[] = [];
  const lines: number[] = [];
  const content = createHash('sha256');
  let rows = 0;
  for await (const read of readLines(file, encoding, (bytes) => content.update(bytes))) {
    const { line } = read;
    if ('problem' in read) {
      rows += 1;
      refusals.add(lineProblems[read.problem], `line ${line}`);
      continue;
    }
    if (read.text.trim() === '') continue;
    rows += 1;
    const event = parseObject(read.text);
    if (event === null) refusals.add('not a JSON object', `line ${line}: ${read.text.slice(0, exampleLength)}`);
    else {
      events.push(event);
      lines.push(line);
    }
  }
  if (rows > 0 && events.length === 0)
    throw new Error(`${file} has no line that is a JSON object: this is not a file of events as JSON lines`);
  return { events, lines, contentHash: content.digest('hex'), rows, refused: refusals.list() };
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
