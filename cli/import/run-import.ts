import { rmSync, statSync } from 'node:fs';
import type { NoteCounts } from '#schemas/http/notes.ts';
import { lastTimeOf, timeOf } from './event-times.ts';
import { type ImportIdentity, keepShift, keepTime, progressFile } from './import-state.ts';
import { missingItems } from './missing-items.ts';
import { nameEvents } from './name-events.ts';
import { type ImportFormat, type Input, type ReadOptions, readInput } from './read-input.ts';
import type { Refusal } from './refusals.ts';
import { refusalsOfSent } from './refusals-of-sent.ts';
import { sendCatalog } from './send-catalog.ts';
import { type Sender, type SentCounts, sendEvents } from './send-events.ts';

export type ImportOptions = Sender &
  ReadOptions & {
    format: ImportFormat;
    file: string;
    /** The tenant, named the same at each run, so that an import is recognised whatever its key. */
    tenant: string;
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
  /** How many of the accepted events are kept otherwise than they were sent, by how. */
  kept: NoteCounts;
  /** Why not one event was taken, now or before, by the reason that most of them have; else null. */
  nothingAccepted: string | null;
  /** Rows that the rules of the format leave out, which is no failure. */
  leftOut: Refusal[];
  /** What the API refused, with the words of its answer. */
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
  const input = await readInput(format, file, options);
  const { shiftMs, forget } = keepShift(
    options.stateDir,
    identity,
    options.shiftToNow,
    lastTimeOf(input.events, options.nowMs),
    options.nowMs,
  );
  if (shiftMs !== 0) shift(input, shiftMs);
  if (input.contentHash !== null) {
    const fileMs = Math.floor(Math.min(statSync(file).mtimeMs, options.nowMs));
    nameEvents(input, keepTime(options.stateDir, { content: input.contentHash, url, tenant }, fileMs));
  }
  const stateFile = progressFile(options.stateDir, identity);
  if (options.restart) rmSync(stateFile, { force: true });

  const items = input.itemsArePlaceholders ? await missingItems(options, input.items) : input.items;
  const catalog = await sendCatalog(options, items, (done) => onProgress('catalog', done, items.length));
  const counts = await sendEvents(options, input.events, stateFile, (done) =>
    onProgress('events', done, input.events.length),
  );
  const nothingAccepted = reasonOfNone(counts);
  if (nothingAccepted !== null) forget();
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
    kept: counts.noted,
    nothingAccepted,
    refused: [
      ...input.refused,
      ...catalog.reasons,
      ...refusalsOfSent(counts, ({ line, item = '' }) => `line ${input.lines[line - 1]}${item}`),
    ],
    notes: input.notes,
    shiftMs,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

function shift({ events }: Input, shiftMs: number): void {
  for (const event of events) {
    const ms = timeOf(event);
    if (ms !== undefined) event.timestamp = new Date(ms + shiftMs).toISOString();
  }
}

function reasonOfNone({ accepted, duplicates, rejected, refused }: SentCounts): string | null {
  if (accepted + duplicates > 0 || rejected === 0) return null;
  return refused.toSorted((one, other) => other.count - one.count)[0]?.message ?? null;
}
