import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AccessSnapshot } from './access-snapshot.ts';

/**
 * Keeps the last snapshot for a start without Postgres. The file has no key in it, only their HMACs, and is sealed: its first line
 * is an HMAC over the rest, so that nobody who can write it can let themselves in. Its time says when it was last known to hold.
 */
export type SnapshotFile = {
  write(snapshot: AccessSnapshot): Promise<void>;
  /** The snapshot that was written still holds. */
  confirm(atMs: number): Promise<void>;
  /** Null where there is none, or it is not ours. */
  read(): Promise<{ snapshot: AccessSnapshot; confirmedAtMs: number } | null>;
};

export function createSnapshotFile(path: string, secret: string): SnapshotFile {
  const seal = (text: string): string => createHmac('sha256', secret).update(`snapshot ${text}`).digest('hex');
  return {
    async write(snapshot) {
      const text = JSON.stringify(snapshot);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, `${seal(text)}\n${text}`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    confirm: (atMs) => utimes(path, new Date(atMs), new Date(atMs)),
    async read() {
      try {
        const file = await readFile(path, 'utf8');
        const end = file.indexOf('\n');
        const [sent, text] = [Buffer.from(file.slice(0, end)), file.slice(end + 1)];
        const expected = Buffer.from(seal(text));
        if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return null;
        return { snapshot: JSON.parse(text) as AccessSnapshot, confirmedAtMs: (await stat(path)).mtimeMs };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}
