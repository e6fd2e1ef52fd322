/** stdout is data, stderr is progress. Under --json both are JSON, an object a line. */
import type { CommandFailure } from './exit-codes.ts';

let hasReader = true;

/** `… | head` closes our stdout: that is no failure, and what writes on stops. */
export function watchStdout(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    hasReader = false;
    gone.resolve();
  });
}
const gone = Promise.withResolvers<void>();

/** Resolves when nobody reads stdout any more. */
export const readerGone = (): Promise<void> => gone.promise;

/** Writes a line of data, at the pace of whoever reads; false once nobody does. */
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

/** The answer of a command: its data under --json, else a text for people. */
export function print(flags: { json?: boolean }, data: unknown, text: string): void {
  process.stdout.write(`${flags.json === true ? JSON.stringify(data) : text}\n`);
}

/** Why a command has failed, on stderr: `{"error": {code, message, exitCode}}` under --json. */
export function tellFailure(failure: CommandFailure, isJson: boolean): void {
  process.stderr.write(`${isJson ? JSON.stringify({ error: failure }) : failure.message}\n`);
}
