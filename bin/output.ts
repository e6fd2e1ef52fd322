/** stdout is for data, stderr for progress. Under --json both are JSON, one object a line. */
import type { CommandFailure } from './exit-codes.ts';

let hasReader = true;

/** Watches for a closed stdout, as by `… | head`, and a closed stderr, as when a `… 2>&1 | tee file` was ended: neither is a failure. Commands stop writing data, and a product goes on without a word. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    hasReader = false;
    gone.resolve();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const gone = Promise.withResolvers<void>();

/** Resolves when nobody reads stdout any more. */
export const readerGone = (): Promise<void> => gone.promise;

/** Writes a line of data, no faster than the reader takes it; false once there is no reader. */
export async function writeLine(line: string): Promise<boolean> {
  if (!hasReader) return false;
  if (!process.stdout.write(`${line}\n`)) {
    const drained = Promise.withResolvers<void>();
    process.stdout.once('drain', drained.resolve);
    await Promise.race([drained.promise, gone.promise]);
    process.stdout.off('drain', drained.resolve);
  }
  return hasReader;
}

/** Prints the result of a command: its data under --json, else a text for people. */
export function print(flags: { json?: boolean }, data: unknown, text: string): void {
  process.stdout.write(`${flags.json === true ? JSON.stringify(data) : text}\n`);
}

/** Prints why a command has failed, on stderr: `{"error": {code, message, exitCode}}` under --json. */
export function tellFailure(failure: CommandFailure, isJson: boolean): void {
  process.stderr.write(`${isJson ? JSON.stringify({ error: failure }) : failure.message}\n`);
}
