import { existsSync, readFileSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplayFile } from '#schemas/http/replays.ts';

const name = 'written.jsonl';

/** The files that an export has written whole, so that a second start goes on behind them. */
export type WrittenFiles = {
  has(path: string): boolean;
  add(file: ReplayFile): Promise<void>;
  all(): ReplayFile[];
};

/** Reads which files of a folder are whole; one that is gone or has another size is written again. */
export function openWrittenFiles(folder: string): WrittenFiles {
  const list = join(folder, name);
  const files = new Map<string, ReplayFile>();
  for (const line of existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []) {
    const file = parsed(line);
    if (file !== null && statSync(join(folder, file.path), { throwIfNoEntry: false })?.size === file.bytes)
      files.set(file.path, file);
  }
  return {
    has: (path) => files.has(path),
    async add(file) {
      await appendFile(list, `${JSON.stringify(file)}\n`);
      files.set(file.path, file);
    },
    all: () => [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** The last line may have been cut off with its process. */
function parsed(line: string): ReplayFile | null {
  try {
    return line === '' ? null : (JSON.parse(line) as ReplayFile);
  } catch {
    return null;
  }
}
