import { resolve } from 'node:path';
import { whyNoFolder } from '#runtime/why-no-folder.ts';
import { UsageError } from './exit-codes.ts';

/** Returns the whole path of a folder that a flag names. Throws `UsageError` if it names none, as a variable of the shell does that is not set, or a file. */
export function folderNamed(flag: string, value: string): string {
  if (value === '') throw new UsageError(`${flag} is empty: name a folder`);
  const why = whyNoFolder(value);
  if (why !== null) throw new UsageError(`${flag}: ${value} ${why}; name a folder`);
  return resolve(value);
}
