import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from './read-lines.ts';
import { readRetail } from './read-retail.ts';
import { readSessions } from './read-sessions.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { type ImportItem, sendCatalog } from './send-catalog.ts';
import { type Sender, sendEvents } from './send-events.ts';

export const importFormats = ['uci-online-retail', 'sessions', 'jsonl'] as const;
export type ImportFormat = (typeof importFormats)[number];

export type ImportOptions = Sender & {
  format: ImportFormat;
  file: string;
  /** Moves all times by one amount, so that the last event is now. */
  shiftToNow: boolean;
  /** Where an interrupted import remembers how far it came. */
  stateDir: string;
  /** Forgets what is remembered and begins anew. */
  restart: boolean;
  onProgress: (phase: 'reading' | 'catalog' | 'events', done: number, total: number | null) => void;
};

export type ImportSummary = {
  format: ImportFormat;
  file: string;
  read: Record<string, number>;
  catalog: { sent: number; refused: number };
  events: { sent: number; accepted: number; duplicates: number; rejected: number };
  /** What was left out, and why: of the file by the importer, of the rest by the server. */
  refused: Refusal[];
  seconds: number;
};

type Input = {
  items: ImportItem[];
  events: Record<string, unknown>[];
  read: Record<string, number>;
  refused: Refusal[];
};

/** Streams a file through the public HTTP API, as its owner would. Repeated or resumed, everything still counts once. */
export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const startedAt = performance.now();
  const { size, mtimeMs } = statSync(options.file);
  mkdirSync(options.stateDir, { recursive: true });
  const id = createHash('sha256')
    .update(
      JSON.stringify([
        options.format,
        options.file,
        size,
        mtimeMs,
        options.url,
        options.key.slice(0, 12),
        options.shiftToNow,
      ]),
    )
    .digest('hex')
    .slice(0, 16);
  const stateFile = join(options.stateDir, `import-${id}.json`);
  if (options.restart) rmSync(stateFile, { force: true });

  options.onProgress('reading', 0, null);
  const input = await readInput(options);
  if (options.shiftToNow) shift(input.events, shiftBase(join(options.stateDir, `import-${id}.shift`), options.restart));
  const catalog = await sendCatalog(options, input.items, (done) =>
    options.onProgress('catalog', done, input.items.length),
  );
  const counts = await sendEvents(options, input.events, stateFile, (done) =>
    options.onProgress('events', done, input.events.length),
  );
  return {
    format: options.format,
    file: options.file,
    read: input.read,
    catalog: { sent: input.items.length, refused: catalog.refused },
    events: {
      sent: input.events.length,
      accepted: counts.accepted,
      duplicates: counts.duplicates,
      rejected: counts.rejected,
    },
    refused: [...input.refused, ...byMessage(counts.errors)],
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function readInput({ format, file }: ImportOptions): Promise<Input> {
  switch (format) {
    case 'uci-online-retail': {
      const { items, events, refused, ...read } = await readRetail(file);
      return { items, events, read: { ...read, products: items.length }, refused };
    }
    case 'sessions': {
      const { items, events, rows, sessions, refused } = await readSessions(file);
      return {
        items,
        events: events as Record<string, unknown>[],
        read: { rows, sessions, products: items.length },
        refused,
      };
    }
    case 'jsonl': {
      const refusals = createRefusals();
      const events: Record<string, unknown>[] = [];
      let rows = 0;
      for await (const line of readLines(file)) {
        if (line.trim() === '') continue;
        rows += 1;
        try {
          events.push(JSON.parse(line) as Record<string, unknown>);
        } catch {
          refusals.add('not JSON', line.slice(0, 200));
        }
      }
      return { items: [], events, read: { rows }, refused: refusals.list() };
    }
  }
}

/** The moment that the last event is moved to; the same again when the import is resumed or repeated. */
function shiftBase(file: string, isNew: boolean): number {
  if (!isNew) {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      // The first time.
    }
  }
  const now = Date.now();
  writeFileSync(file, String(now));
  return now;
}

function shift(events: readonly Record<string, unknown>[], nowMs: number): void {
  const times = events.map(({ timestamp }) => Date.parse(String(timestamp))).filter((ms) => !Number.isNaN(ms));
  const last = times.reduce((latest, ms) => Math.max(latest, ms), Number.NEGATIVE_INFINITY);
  for (const event of events) {
    const ms = Date.parse(String(event.timestamp));
    if (!Number.isNaN(ms)) event.timestamp = new Date(ms + nowMs - last).toISOString();
  }
}

function byMessage(errors: readonly { line: number; message: string }[]): Refusal[] {
  const refusals = createRefusals();
  for (const { line, message } of errors) refusals.add(`the server: ${message}`, `event ${line}`);
  return refusals.list();
}
