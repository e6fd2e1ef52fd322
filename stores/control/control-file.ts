import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, open, readFile, stat, utimes } from 'node:fs/promises';
import { ownerOnly, replaceLargeFile } from '#runtime/replace-file.ts';
import type { ControlChanges } from './control-state.ts';

/**
 * Keeps control data for a start without Postgres. Each line is a change; the first holds all the data there was when the file was written.
 * The file has no keys in it, only their HMACs, and is sealed: each line begins with an HMAC over the seal of the line before it and its own text,
 * so that a person who can write the file cannot give themselves a key. The file's time is when its content was last known to be in force.
 */
export type ControlFile = {
  /** Writes a new file, slice by slice, and puts it in place of the former file. */
  write(slices: Iterable<ControlChanges>): Promise<void>;
  /** Adds changes to the end of the file that this process has written. */
  append(changes: readonly ControlChanges[]): Promise<void>;
  /** Notes that the content of the file was still in force at this time. */
  confirm(atMs: number): Promise<void>;
  /** Null if there is no file, or if its seals are not ours. A last line that a crash has cut short is left out. */
  read(): Promise<{ changes: ControlChanges[]; confirmedAtMs: number } | null>;
};

const sealLength = 64;

export function createControlFile(path: string, secret: string): ControlFile {
  const sealOf = (before: string, text: string): string =>
    createHmac('sha256', secret).update(`control ${before} ${text}`).digest('hex');
  let lastSeal = '';
  const lineOf = (changes: ControlChanges): string => {
    const text = JSON.stringify(changes);
    lastSeal = sealOf(lastSeal, text);
    return `${lastSeal} ${text}\n`;
  };

  return {
    // Not synced: what a power cut damages breaks the seals, and what it cuts off is read from Postgres again.
    write: (slices) =>
      replaceLargeFile(path, { isSynced: false }, async (draft) => {
        const file = await open(draft, 'w', ownerOnly);
        try {
          lastSeal = '';
          for (const slice of slices) await file.write(lineOf(slice));
        } finally {
          await file.close();
        }
      }),
    append: (changes) => appendFile(path, changes.map(lineOf).join(''), { mode: ownerOnly }),
    confirm: (atMs) => utimes(path, new Date(atMs), new Date(atMs)),
    async read() {
      const text = await readFile(path, 'utf8').catch(nullIfMissing);
      if (text === null) return null;
      const changes: ControlChanges[] = [];
      let before = '';
      for (const line of text.split('\n').slice(0, -1)) {
        const [sent, body] = [line.slice(0, sealLength), line.slice(sealLength + 1)];
        const seal = sealOf(before, body);
        if (sent.length !== sealLength || !timingSafeEqual(Buffer.from(sent), Buffer.from(seal))) return null;
        changes.push(JSON.parse(body) as ControlChanges);
        before = seal;
      }
      return changes.length === 0 ? null : { changes, confirmedAtMs: (await stat(path)).mtimeMs };
    },
  };
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
