import { rmSync } from 'node:fs';
import { parseEventTime } from '#domain/events/event-time.ts';
import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { type ImportIdentity, keepShift, progressFile } from './import-state.ts';
import { missingItems } from './missing-items.ts';
import { type ImportFormat, type Input, readInput } from './read-input.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { sendCatalog } from './send-catalog.ts';
import { type Sender, type SentCounts, sendEvents } from './send-events.ts';

export type ImportOptions = Sender & {
  format: ImportFormat;
  file: string;
  /** The tenant, named the same at each run, so that an import is recognised whatever its key. */
  tenant: string;
  encoding?: TextEncoding;
  /** Moves all times by one amount, so that the last event is now. */
  shiftToNow: boolean;
  /** The folder in which an interrupted import remembers how far it came. */
  stateDir: string;
  /** Forgets how far it came and sends everything again, at the same times. */
  restart: boolean;
  nowMs: number;
  onProgress: (phase: 'reading' | 'catalog' | 'events', done: number, total: number | null) => void;
};

export type ImportSummary = {
  format: ImportFormat;
  file: string;
  read: Record<string, number>;
  catalog: { sent: number; refused: number };
  events: { sent: number; accepted: number; duplicates: number; rejected: number };
  /** Rows that the rules of the format leave out, which is no failure. */
  leftOut: Refusal[];
  /** What the API refused, with the words of its answer; of many lines only the first. */
  refused: Refusal[];
  notes: string[];
  shiftMs: number;
  seconds: number;
};

/** Streams a file through the public HTTP API, as the shop would. If an import is repeated or resumed, each event still counts once. */
export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const startedAt = performance.now();
  const { format, file, url, tenant, onProgress } = options;
  const identity: ImportIdentity = { format, files: [file], url, tenant };

  onProgress('reading', 0, null);
  const input = await readInput(format, file, options.encoding);
  const shiftMs = keepShift(options.stateDir, identity, options.shiftToNow, lastEventMs(input), options.nowMs);
  if (shiftMs !== 0) shift(input, shiftMs);
  const stateFile = progressFile(options.stateDir, identity);
  if (options.restart) rmSync(stateFile, { force: true });

  const items = input.itemsArePlaceholders ? await missingItems(options, input.items) : input.items;
  const catalog = await sendCatalog(options, items, (done) => onProgress('catalog', done, items.length));
  const counts = await sendEvents(options, input.events, stateFile, (done) =>
    onProgress('events', done, input.events.length),
  );
  return {
    format,
    file,
    read: input.read,
    catalog: { sent: items.length, refused: catalog.refused },
    events: {
      sent: input.events.length,
      accepted: counts.accepted,
      duplicates: counts.duplicates,
      rejected: counts.rejected,
    },
    leftOut: input.leftOut,
    refused: [...input.refused, ...catalog.reasons, ...byMessage(counts.errors)],
    notes: input.notes,
    shiftMs,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

function timeOf({ timestamp }: Record<string, unknown>): number | undefined {
  return typeof timestamp === 'string' ? parseEventTime(timestamp) : undefined;
}

function lastEventMs({ events }: Input): number | null {
  return events.length === 0 ? null : events.reduce((last, event) => Math.max(last, timeOf(event) ?? 0), 0);
}

function shift({ events }: Input, shiftMs: number): void {
  for (const event of events) {
    const ms = timeOf(event);
    if (ms !== undefined) event.timestamp = new Date(ms + shiftMs).toISOString();
  }
}

function byMessage(errors: SentCounts['errors']): Refusal[] {
  const refusals = createRefusals();
  for (const { line, item = '', message } of errors) refusals.add(`the server: ${message}`, `event ${line}${item}`);
  return refusals.list();
}
