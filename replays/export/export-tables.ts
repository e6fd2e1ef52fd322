import { join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';
import type { ExportReport } from '#schemas/http/replay-reports.ts';
import {
  exportTables as allTables,
  type ExportFormat,
  type ExportSettings,
  type ExportTable,
} from '#schemas/http/replay-settings.ts';
import type { ReplayFile } from '#schemas/http/replays.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { findScope } from '#stores/control/local-keys.ts';
import type { EventRow } from '#stores/events/read-events.ts';
import type { ExposureRow } from '#stores/exposures/exposure-row.ts';
import { boundsOf, dayMs, dayOf, type Reach, readRows } from '#stores/replays/read-rows.ts';
import { type Found, ReplayRefused, type ReplayWork } from '../replay-work.ts';
import { measure, pathOf, writeFileOf } from './day-file.ts';
import { exportedAttributions, readAttributions } from './exported-attributions.ts';
import { exportedCatalog, readCatalog } from './exported-catalog.ts';
import { exportedEvents, toExportedEvent } from './exported-events.ts';
import { exportedExposures, toExportedExposure } from './exported-exposures.ts';
import type { ExportedTable, Row } from './exported-table.ts';
import { openWrittenFiles } from './written-files.ts';

/** A table of which each day is a file, or the whole is one. */
type Source = {
  table: ExportedTable;
  rows(fromMs: number, untilMs: number): AsyncIterable<readonly Row[]>;
  isByDay: boolean;
};

const manifestName = 'manifest.json';

/**
 * Writes the tables that were asked for as files, by days of UTC, and a manifest of them. Events and exposures are all that stood below the positions of the manifest when they were
 * read: those that the log acknowledged up to there. An export that was killed goes on behind the files that are whole. Throws `ReplayRefused` if nothing is in the days.
 */
export async function exportTables(work: ReplayWork<ExportSettings>): Promise<Found<ExportReport>> {
  const { replay, settings, database, positions, folder, signal, tell } = work;
  const { space = 'live', tables = allTables, format = 'jsonl' } = settings;
  const scope = await findScope(database, replay.tenantId, space);
  const reach = { scope, positions };
  const days = await daysOf(work, reach);
  const written = openWrittenFiles(folder);
  for (const name of tables) {
    const source = sourceOf(name, work, reach);
    const parts = source.isByDay ? days : [null];
    for (const [done, day] of parts.entries()) {
      signal.throwIfAborted();
      tell(name, done, parts.length);
      const path = pathOf(name, day === null ? null : dayOf(day), format);
      if (written.has(path)) continue;
      const from = day ?? 0;
      const file = await writeFileOf(
        folder,
        path,
        source.table,
        format,
        untilAborted(source.rows(from, from + dayMs), signal),
      );
      if (file !== null) await written.add(file);
    }
  }
  const files = written.all();
  if (files.length === 0) throw new ReplayRefused('There is nothing in these days: choose others, or other tables.');
  const report = {
    ...manifestOf(settings, format, tables, days),
    positions,
    missingMonths: await missingMonths(work, days),
    notes: notesOf(tables, files),
  };
  replaceFile(join(folder, manifestName), `${JSON.stringify({ ...report, files }, null, 2)}\n`);
  const manifest = { path: manifestName, rows: 0, ...(await measure(join(folder, manifestName))) };
  return { report, files: [manifest, ...files] };
}

const manifestOf = (
  settings: ExportSettings,
  format: ExportFormat,
  tables: readonly ExportTable[],
  days: readonly number[],
) => ({
  manifestVersion: 1 as const,
  space: settings.space ?? 'live',
  format,
  tables,
  from: days.length === 0 ? null : dayOf(days[0] ?? 0),
  to: days.length === 0 ? null : dayOf(days.at(-1) ?? 0),
  writtenAt: new Date().toISOString(),
});

/** Says so if days were asked for, and nothing lies in them. */
const notesOf = (tables: readonly ExportTable[], files: readonly ReplayFile[]): string[] =>
  tables.some((name) => name !== exportedCatalog.name) &&
  files.every(({ path }) => path.startsWith(`${exportedCatalog.name}/`))
    ? ['nothing lies in these days: the catalog, which is that of now, is all there is in it']
    : [];

/** The first moments of the days of UTC that are wanted and may have something. */
async function daysOf({ settings, database }: ReplayWork<ExportSettings>, reach: Reach): Promise<number[]> {
  const bounds = await Promise.all([boundsOf(database, 'events', reach), boundsOf(database, 'exposures', reach)]);
  const known = bounds.filter((bound) => bound !== null);
  if (known.length === 0) return [];
  const firstMs = Math.min(...known.map((bound) => bound.firstMs));
  const lastMs = Math.max(...known.map((bound) => bound.lastMs));
  const from = Math.max(startOfDay(firstMs), settings.from === undefined ? 0 : Date.parse(settings.from));
  const to = Math.min(
    startOfDay(lastMs),
    settings.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(settings.to),
  );
  return Array.from({ length: Math.max(0, Math.floor((to - from) / dayMs) + 1) }, (_, n) => from + n * dayMs);
}

const startOfDay = (timeMs: number): number => Math.floor(timeMs / dayMs) * dayMs;

function sourceOf(name: ExportTable, { database }: ReplayWork<ExportSettings>, reach: Reach): Source {
  switch (name) {
    case 'events':
      return {
        table: exportedEvents,
        isByDay: true,
        rows: (from, until) =>
          mapped(
            readRows<EventRow & { log: number; partition: number }>(database, 'events', reach, from, until),
            toExportedEvent,
          ),
      };
    case 'exposures':
      return {
        table: exportedExposures,
        isByDay: true,
        rows: (from, until) =>
          mapped(readRows<ExposureRow>(database, 'exposures', reach, from, until), toExportedExposure),
      };
    case 'attributions':
      return {
        table: exportedAttributions,
        isByDay: true,
        rows: (from, until) => readAttributions(database, reach.scope, from, until),
      };
    case 'catalog':
      return { table: exportedCatalog, isByDay: false, rows: () => readCatalog(database, reach.scope) };
  }
}

async function* mapped<Stored>(pieces: AsyncIterable<Stored[]>, toRow: (row: Stored) => Row): AsyncGenerator<Row[]> {
  for await (const piece of pieces) yield piece.map(toRow);
}

async function* untilAborted<Piece>(pieces: AsyncIterable<Piece>, signal: AbortSignal): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Months that the days touch and whose events are in archives alone: they are not in the export, and docs/archives.md says how to read them. */
async function missingMonths({ database }: ReplayWork<ExportSettings>, days: readonly number[]): Promise<string[]> {
  const months = new Set(days.map((day) => dayOf(day).slice(0, 7)));
  const away = (await listArchived(database)).filter(({ isThere }) => !isThere);
  return away.map(({ month }) => month.slice(0, 7)).filter((month) => months.has(month));
}
