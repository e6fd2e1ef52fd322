import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Returns why a path can be no folder: it is a file, or lies below one. Null if it is a folder or could be made. */
export function whyNoFolder(path: string): string | null {
  const whole = resolve(path);
  for (let at = whole; ; at = dirname(at)) {
    const stats = statAt(at);
    if (stats !== undefined)
      return stats.isDirectory() ? null : at === whole ? 'is a file' : `lies below the file ${at}`;
    if (at === dirname(at)) return null;
  }
}

/** What cannot be looked at, below a file or a closed folder for instance, is as if it were not there. */
function statAt(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
