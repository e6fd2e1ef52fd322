import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { replaceFile } from '#runtime/replace-file.ts';
import type { StreamProgress } from '#schemas/http/events.ts';
import { type NoteCounts, noteCounts } from '#schemas/http/notes.ts';
import { askServer } from '../ask-server.ts';
import { RefusedRequest } from '../refused-request.ts';

export type Sender = {
  url: string;
  key: string;
  /** Stops the sending; the state file then has how far it came. */
  signal?: AbortSignal;
};
export type SentCounts = {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** What of them is kept otherwise than it was sent. */
  noted: NoteCounts;
  /** Why some were rejected, as far as the server listed them. */
  refused: RefusedFor[];
};
/** How many were rejected for one reason, and the first line of them; `item` names the event within its line, if it holds several. */
export type RefusedFor = { message: string; count: number; line: number; item?: string };
export type SendProgress = (sent: number) => void;

/** Events in one stream: few enough that an interruption costs little, many enough that the cost of requests does not matter. */
const eventsPerStream = 20_000;
const tries = 8;
const firstWaitMs = 500;
const reasonsKept = 100;

/**
 * Sends events through POST /events/stream, stream after stream, gzipped. A stream that breaks off is sent again whole: events that were
 * taken count once. With `stateFile` an interrupted import goes on behind the streams that were done; the events must then
 * be the same again, in the same order.
 */
export async function sendEvents(
  sender: Sender,
  events: Iterable<object>,
  stateFile: string | null,
  onProgress: SendProgress,
): Promise<SentCounts> {
  const state = stateFile === null ? { done: 0, counts: emptyCounts() } : readState(stateFile);
  let position = 0;
  let lines: string[] = [];
  const flush = async () => {
    if (lines.length === 0) return;
    const first = position - lines.length;
    const counts = await sendStream(sender, lines);
    add(state.counts, counts, first);
    state.done = position;
    lines = [];
    if (stateFile !== null) replaceFile(stateFile, JSON.stringify(state));
    onProgress(position);
  };
  for (const event of events) {
    sender.signal?.throwIfAborted();
    position += 1;
    if (position <= state.done) continue;
    lines.push(JSON.stringify(event));
    if (lines.length >= eventsPerStream) await flush();
  }
  await flush();
  if (stateFile !== null) rmSync(stateFile, { force: true });
  return state.counts;
}

async function sendStream(sender: Sender, lines: readonly string[]): Promise<SentCounts> {
  const body = gzipSync(`${lines.join('\n')}\n`);
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await askServer(sender.url, '/api/v1/events/stream', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sender.key}`,
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
        },
        body,
        signal: sender.signal ?? null,
      });
      const text = await response.text();
      if (!response.ok) throw new RefusedRequest(response.status, text);
      const progress = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as StreamProgress);
      const last = progress.at(-1);
      if (last?.done !== true) throw new Error(last?.failure ?? 'the answer broke off');
      const refused: RefusedFor[] = [];
      for (const { line, item, errors } of progress.flatMap((told) => told.errors)) {
        const message = errors.map((error) => error.message).join(' ');
        addRefused(refused, { message, count: 1, line, ...(item === undefined ? {} : { item }) });
      }
      const { accepted, duplicates, rejected } = last;
      return { accepted, duplicates, rejected, noted: addNoted({}, last), refused };
    } catch (error) {
      sender.signal?.throwIfAborted();
      const mayPass = !(error instanceof RefusedRequest) || error.status === 429 || error.status >= 500;
      if (attempt >= tries || !mayPass) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstWaitMs * attempt));
    }
  }
}

type State = { done: number; counts: SentCounts };
const emptyCounts = (): SentCounts => ({ accepted: 0, duplicates: 0, rejected: 0, noted: {}, refused: [] });

function readState(file: string): State {
  try {
    const { done, counts } = JSON.parse(readFileSync(file, 'utf8')) as State;
    return { done, counts: { ...emptyCounts(), ...counts } };
  } catch {
    return { done: 0, counts: emptyCounts() };
  }
}

function add(sum: SentCounts, counts: SentCounts, firstLine: number): void {
  sum.accepted += counts.accepted;
  sum.duplicates += counts.duplicates;
  sum.rejected += counts.rejected;
  addNoted(sum.noted, counts.noted);
  for (const one of counts.refused) addRefused(sum.refused, { ...one, line: firstLine + one.line });
}

function addRefused(sum: RefusedFor[], more: RefusedFor): void {
  const known = sum.find(({ message }) => message === more.message);
  if (known !== undefined) known.count += more.count;
  else if (sum.length < reasonsKept) sum.push(more);
}

function addNoted(sum: NoteCounts, counts: NoteCounts): NoteCounts {
  for (const name of Object.keys(noteCounts) as (keyof NoteCounts)[])
    if (counts[name] !== undefined) sum[name] = (sum[name] ?? 0) + counts[name];
  return sum;
}
