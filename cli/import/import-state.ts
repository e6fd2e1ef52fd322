import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';

/** Two runs are the same import if they have the same files, format, server and tenant. The key does not matter: each run may have its own. */
export type ImportIdentity = { format: string; files: readonly string[]; url: string; tenant: string };

/** The flags of this run do not fit what was imported before. */
export class ImportConflict extends Error {
  readonly code = 'import_conflict';
  constructor(message: string) {
    super(message);
    this.name = 'ImportConflict';
  }
}

/** By how much times are moved. `forget`: if this run decided it, the next one decides anew, since no event was taken at these times. */
export type KeptShift = { shiftMs: number; forget(): void };

/**
 * Returns by how much the times of an import are moved. Its first run decides that for ever, since the same events at other times
 * would be new events and count twice. A file without events (`lastEventMs` is null) decides nothing: it may be filled until the next run. Throws `ImportConflict` if the first run had other flags.
 */
export function keepShift(
  dir: string,
  identity: ImportIdentity,
  shiftToNow: boolean,
  lastEventMs: number | null,
  nowMs: number,
): KeptShift {
  const decidedBefore = (shiftMs: number): KeptShift => ({ shiftMs, forget: () => {} });
  if (lastEventMs === null) return decidedBefore(0);
  const file = join(dir, `${hashOf(identity)}.shift.json`);
  const kept = readJson<{ isShifted: boolean; shiftMs: number }>(file);
  if (kept === null) {
    const shiftMs = shiftToNow ? nowMs - lastEventMs : 0;
    replaceFile(file, JSON.stringify({ isShifted: shiftToNow, shiftMs }));
    return { shiftMs, forget: () => rmSync(file, { force: true }) };
  }
  if (kept.isShifted === shiftToNow) return decidedBefore(kept.shiftMs);
  throw new ImportConflict(
    `this import began ${kept.isShifted ? 'with' : 'without'} --shift-to-now, and the same events at other times would count twice: give the same flags, or another tenant`,
  );
}

/**
 * Returns the time at which the events of a file that have none happened: that of the file (`fileMs`) when its content was first imported into this tenant. A copy of the file, or one that was touched, keeps
 * it: the same events at another time would be new ones.
 */
export function keepTime(
  dir: string,
  identity: { content: string; url: string; tenant: string },
  fileMs: number,
): number {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
  const file = join(dir, `${hash}.time.json`);
  const kept = readJson<{ lastMs: number }>(file);
  if (kept !== null) return kept.lastMs;
  replaceFile(file, JSON.stringify({ lastMs: fileMs }));
  return fileMs;
}

/** Returns the file that remembers how far an import came. If an imported file has changed since, it is another import. */
export function progressFile(dir: string, identity: ImportIdentity): string {
  mkdirSync(dir, { recursive: true });
  const stats = identity.files.map((file) => statSync(file)).map(({ size, mtimeMs }) => [size, mtimeMs]);
  return join(dir, `${hashOf({ ...identity, stats })}.progress.json`);
}

function hashOf(identity: ImportIdentity & { stats?: unknown }): string {
  const files = identity.files.map((file) => resolve(file));
  return createHash('sha256')
    .update(JSON.stringify({ ...identity, files }))
    .digest('hex')
    .slice(0, 16);
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
