import { closeSync, openSync, statSync } from 'node:fs';
import { fileProblems } from './file-problems.ts';

/** A file that a command was given cannot be read. */
class UnreadableFile extends Error {
  readonly code = 'usage';
  constructor(file: string, code: string, cause?: unknown) {
    super(`cannot read ${file}: ${fileProblems.get(code) ?? code}`, { cause });
    this.name = 'UnreadableFile';
  }
}

/** Opens each file that a command was given and closes it again, before anything is begun. Throws `UnreadableFile` of the first that cannot be read, or is a folder. */
export function refuseUnreadable(files: readonly string[]): void {
  for (const file of files) {
    if (statSync(file, { throwIfNoEntry: false })?.isFIFO() === true) continue;
    try {
      closeSync(openSync(file, 'r'));
    } catch (cause) {
      throw new UnreadableFile(file, String((cause as NodeJS.ErrnoException).code), cause);
    }
    if (statSync(file).isDirectory()) throw new UnreadableFile(file, 'EISDIR');
  }
}
